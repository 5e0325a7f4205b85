/**
 * What the host says of itself; it alone knows.
 */
import type { HostReport } from "@layercake/core/operation/SystemOperations"
import { Context } from "effect"

export class HostInfo extends Context.Service<HostInfo, HostReport>()(
  "@layercake/runtime/operation/HostInfo"
) {}
