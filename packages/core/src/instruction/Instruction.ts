/**
 * An instruction is somebody's word to an agent at an open gate: do this, or do your step again. It is done by an agent
 * run like any other, before the work that the gate asks for by itself.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { AgentName } from "../agent/Agent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"

/** `instruction-<n>`, counted within the project from 1. No step of a pipeline has such a name. */
export const InstructionId = Schema.String.check(Schema.isPattern(/^instruction-[1-9]\d*$/)).pipe(
  Schema.brand("InstructionId")
)
export type InstructionId = typeof InstructionId.Type

/** `given-up`: no answer could be used, or the agent could not be asked. */
export const InstructionStatus = Schema.Literals(["waiting", "done", "given-up", "cancelled"])
export type InstructionStatus = typeof InstructionStatus.Type

export const Instruction = Schema.Struct({
  id: InstructionId,
  gate: GateId,
  /** The step that is done again; null for anything else. */
  step: Schema.NullOr(Schema.NonEmptyString),
  agent: AgentName,
  /** What is to be done; empty when the step is simply done again. */
  text: Schema.String,
  status: InstructionStatus,
  /** How it ended; null while it waits. */
  reason: Schema.NullOr(Schema.String),
  by: Actor,
  givenAt: Timestamp,
  endedAt: Schema.NullOr(Timestamp)
})
export type Instruction = typeof Instruction.Type
