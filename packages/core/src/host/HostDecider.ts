/**
 * Turns what is asked of LayerCake itself into facts. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import type { HostCommand } from "./HostCommand.ts"
import { UpkeepDone } from "./HostEvent.ts"

export const decide: Decide<HostCommand> = ({ detail, operation, subject }) =>
  Result.succeed([new UpkeepDone({ operation, subject, detail })])
