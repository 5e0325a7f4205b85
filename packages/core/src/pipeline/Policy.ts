/**
 * What a project allows: who may pass a gate without a person, how often is tried again, what may be spent.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { ProofKind } from "../proof/Proof.ts"

/** Lets automation approve the named gates. Its name is what the log shows instead of a person. */
export const UnattendedPolicy = Schema.Struct({
  name: Schema.NonEmptyString,
  gates: Schema.Array(GateId),
  /** Kinds of proof whose being inconclusive the policy accepts. */
  acceptInconclusive: Schema.Array(ProofKind)
})
export type UnattendedPolicy = typeof UnattendedPolicy.Type

export const Policy = Schema.Struct({
  /** Null: every gate that needs a person waits for one. */
  unattended: Schema.NullOr(UnattendedPolicy),
  /** Gates under the `policy` rule that pass on their proofs alone. */
  passOnProof: Schema.Array(GateId),
  /** Attempts to repair a failed proof before it becomes an escalation. */
  healAttempts: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10 })),
  /** Answers that cannot be used before it becomes an escalation. */
  correctionAttempts: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10 })),
  /** Millionths of a US dollar for the whole project; null for no limit. */
  budgetMicroUsd: Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** Per cent of lines that tests must cover at G6. */
  coverageThreshold: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
  /** Per build step. */
  stepTimeoutMillis: Schema.Int.check(Schema.isGreaterThan(0))
})
export type Policy = typeof Policy.Type

export const defaultPolicy: Policy = {
  unattended: null,
  passOnProof: [GateId.make("G5"), GateId.make("G6")],
  healAttempts: 3,
  correctionAttempts: 3,
  budgetMicroUsd: null,
  coverageThreshold: 80,
  stepTimeoutMillis: 120_000
}
