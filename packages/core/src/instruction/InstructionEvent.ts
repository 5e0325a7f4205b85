/**
 * What can happen to an instruction. What came of its agent runs is said by their own events.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"
import { InstructionId } from "./Instruction.ts"

export class InstructionGiven extends Schema.TaggedClass<InstructionGiven>()("InstructionGiven", {
  id: InstructionId,
  gate: GateId,
  /** The step that is done again; null for anything else. */
  step: Schema.NullOr(Schema.NonEmptyString),
  agent: AgentName,
  text: Schema.String
}) {}

export class InstructionEnded extends Schema.TaggedClass<InstructionEnded>()("InstructionEnded", {
  id: InstructionId,
  outcome: Schema.Literals(["done", "given-up", "cancelled"]),
  reason: Schema.String
}) {}

export const InstructionEvent = Schema.Union([InstructionGiven, InstructionEnded])
export type InstructionEvent = typeof InstructionEvent.Type
