/**
 * What can happen to a repair of a failed proof.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { ProofId, ProofKind } from "../proof/Proof.ts"

export class HealStarted extends Schema.TaggedClass<HealStarted>()("HealStarted", {
  runId: AgentRunId,
  gate: GateId,
  step: Schema.NonEmptyString,
  kind: ProofKind,
  proofId: ProofId,
  /** From 1. */
  attempt: Schema.Int
}) {}

/** The proof that failed passes now. */
export class HealSucceeded extends Schema.TaggedClass<HealSucceeded>()("HealSucceeded", {
  gate: GateId,
  kind: ProofKind,
  attempts: Schema.Int
}) {}

/** All attempts are used up; a person has to decide. */
export class HealExhausted extends Schema.TaggedClass<HealExhausted>()("HealExhausted", {
  gate: GateId,
  kind: ProofKind,
  attempts: Schema.Int
}) {}

export const HealEvent = Schema.Union([HealStarted, HealSucceeded, HealExhausted])
export type HealEvent = typeof HealEvent.Type
