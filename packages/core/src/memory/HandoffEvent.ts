/**
 * What can happen between agents: one hands its work over to another.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { FilePath } from "../tree/Tree.ts"

/**
 * `next`: the step ended and the next one is another agent's. `repair`: what one wrote is mended by another. `told`: somebody
 * said it in the agent's name.
 */
export const HandoffReason = Schema.Literals(["next", "repair", "told"])
export type HandoffReason = typeof HandoffReason.Type

export class HandoffMade extends Schema.TaggedClass<HandoffMade>()("HandoffMade", {
  /** The run that ended, or the repair that begins; `handoff-<n>` where no run did it. */
  runId: AgentRunId,
  reason: HandoffReason,
  from: AgentName,
  to: AgentName,
  /** The gate and the step that are to be done now. */
  gate: GateId,
  step: Schema.NonEmptyString,
  /** In the words of whoever hands over, or what failed; empty when nothing was said. */
  summary: Schema.String,
  /** What it is about: files that were written, or that diagnostics name. */
  documents: Schema.Array(FilePath)
}) {}
