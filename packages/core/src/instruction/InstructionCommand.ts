/**
 * What may be asked about instructions.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"

/** Whether there is such an agent is known to whoever asks. */
export class GiveInstruction extends Schema.TaggedClass<GiveInstruction>()("GiveInstruction", {
  gate: GateId,
  /** Done again by its own agent; null when `agent` is to do something else. */
  step: Schema.NullOr(Schema.NonEmptyString),
  agent: AgentName,
  text: Schema.String
}) {}

export const InstructionCommand = Schema.Union([GiveInstruction])
export type InstructionCommand = typeof InstructionCommand.Type
