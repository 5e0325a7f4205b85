/**
 * What a project allows: who may pass a gate without a person, how often is tried again, what may be spent.
 */
import { Schema } from "effect"
import { PackageRules } from "../build/PackageRules.ts"
import { Plan } from "../cost/PlanName.ts"
import { GateId } from "../gate/Gate.ts"
import { ContextTokens, defaultContextTokens } from "../prompt/ContextTokens.ts"
import { ProofKind } from "../proof/Proof.ts"

/** Lets automation approve the named gates. Its name is what the log shows instead of a person. */
export const UnattendedPolicy = Schema.Struct({
  name: Schema.NonEmptyString,
  gates: Schema.Array(GateId),
  /** Kinds of proof whose being inconclusive the policy accepts. */
  acceptInconclusive: Schema.Array(ProofKind)
})
export type UnattendedPolicy = typeof UnattendedPolicy.Type

/** Millionths of a US dollar; null for no limit. */
const MoneyCeiling = Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))

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
  /** The same for one gate; no limit when left out or null. */
  gateBudgetMicroUsd: Schema.optionalKey(MoneyCeiling),
  /** The same for one agent run. */
  runBudgetMicroUsd: Schema.optionalKey(MoneyCeiling),
  /** The same for all attempts to repair one failed proof of a gate. */
  healBudgetMicroUsd: Schema.optionalKey(MoneyCeiling),
  /**
   * Calls of a model whose price is not known: `allow` lets them begin, `refuse` puts each to a person. When left out they
   * begin only where no ceiling is set.
   */
  unpricedModels: Schema.optionalKey(Schema.Literals(["allow", "refuse"])),
  /** Agent runs in a calendar month: FREE 50, PRO 500, TEAM 2000; any number when left out. */
  plan: Schema.optionalKey(Plan),
  /** Per cent of lines that tests must cover at G6. */
  coverageThreshold: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
  /** Per build step. */
  stepTimeoutMillis: Schema.Int.check(Schema.isGreaterThan(0)),
  /** Which packages may be installed; strict when left out. */
  packages: Schema.optionalKey(PackageRules),
  /** Estimated tokens that a prompt may have with its system text; `defaultContextTokens` when left out. */
  contextTokens: Schema.optionalKey(ContextTokens),
  /** Questions that two agents may put to each other at one gate before a person is asked; 3 when left out. */
  questionsPerPair: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))),
  /** Gates that only a person passes, whatever the pipeline and `unattended` say; none when left out. */
  needPerson: Schema.optionalKey(Schema.Array(GateId)),
  /** Gates that are not approved together with others; none when left out. */
  oneByOne: Schema.optionalKey(Schema.Array(GateId)),
  /** Hours for which a review gives the right to approve; 24 when left out. */
  reviewHours: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 720 }))),
  /** An approval within so many seconds of opening its review counts as a rubber stamp; 10 when left out. */
  stampSeconds: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3600 })))
})
export type Policy = typeof Policy.Type

export const defaultPolicy: Policy = {
  unattended: null,
  passOnProof: [GateId.make("G5"), GateId.make("G6")],
  healAttempts: 3,
  correctionAttempts: 3,
  budgetMicroUsd: null,
  coverageThreshold: 80,
  stepTimeoutMillis: 120_000,
  contextTokens: defaultContextTokens,
  questionsPerPair: 3
}

export const reviewHours = (policy: Policy): number => policy.reviewHours ?? 24

export const stampSeconds = (policy: Policy): number => policy.stampSeconds ?? 10

export const questionsPerPair = (policy: Policy): number => policy.questionsPerPair ?? 3
