/**
 * Answers the operations on LayerCake itself.
 */
import { SystemOperations } from "@layercake/core/operation/SystemOperations"
import { HostInfo } from "./HostInfo.ts"

export const layer = SystemOperations.toLayer({
  "system.info": () => HostInfo
})
