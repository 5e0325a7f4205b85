/**
 * What can happen to a project's money. Amounts are millionths of a US dollar.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { TokenUsage } from "../port/AgentExecutor.ts"
import { ProofKind } from "../proof/Proof.ts"
import { EntryId } from "../register/Register.ts"
import { Month, Plan } from "./PlanName.ts"

/** Held back for a call that begins now, until it is settled by what it did cost, or is not made. */
export class CostReserved extends Schema.TaggedClass<CostReserved>()("CostReserved", {
  runId: AgentRunId,
  model: Schema.NonEmptyString,
  microUsd: Schema.Int,
  /** What it was worked out from. */
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** The proof whose repair the run is part of. */
  kind: Schema.optionalKey(ProofKind)
}) {}

export class CostRecorded extends Schema.TaggedClass<CostRecorded>()("CostRecorded", {
  runId: AgentRunId,
  model: Schema.NonEmptyString,
  usage: TokenUsage,
  /** 0 for a recorded answer; null when the model's price is not known. */
  microUsd: Schema.NullOr(Schema.Int)
}) {}

/** What a ceiling is about. `heal`: all repairs of one proof of a gate. */
export const BudgetScope = Schema.Literals(["project", "gate", "agent-run", "heal"])
export type BudgetScope = typeof BudgetScope.Type

/**
 * A ceiling stands in the way until a person raises it: the call of `runId` would pass it and was not begun, or cost more
 * than was left. Without a scope the budget of the whole project, as it was recorded before there were several.
 */
export class BudgetExhausted extends Schema.TaggedClass<BudgetExhausted>()("BudgetExhausted", {
  limitMicroUsd: Schema.Int,
  spentMicroUsd: Schema.Int,
  scope: Schema.optionalKey(BudgetScope),
  reservedMicroUsd: Schema.optionalKey(Schema.Int),
  /** What the ceiling has to be at least for the work to go on. */
  neededMicroUsd: Schema.optionalKey(Schema.Int),
  /** The run that was not begun, or whose answer cost more than was left. */
  runId: Schema.optionalKey(AgentRunId),
  gate: Schema.optionalKey(GateId),
  /** The proof that was to be repaired. */
  kind: Schema.optionalKey(ProofKind),
  /** The entry that waits for a person because of it. */
  hold: Schema.optionalKey(EntryId)
}) {}

/** A call that nobody can say the price of was not begun, since a person has to decide on it. */
export class PriceUnknown extends Schema.TaggedClass<PriceUnknown>()("PriceUnknown", {
  runId: AgentRunId,
  gate: GateId,
  model: Schema.NonEmptyString,
  hold: EntryId
}) {}

/** As many agent runs were begun in the month as the plan includes; one more was not. */
export class PlanLimitReached extends Schema.TaggedClass<PlanLimitReached>()("PlanLimitReached", {
  runId: AgentRunId,
  gate: GateId,
  plan: Plan,
  month: Month,
  limit: Schema.Int,
  /** Begun in the month so far. */
  runs: Schema.Int,
  hold: EntryId
}) {}

/** A person lets what was stopped go on this once, up to what it was said to need. */
export class CallAllowed extends Schema.TaggedClass<CallAllowed>()("CallAllowed", {
  hold: EntryId,
  runId: AgentRunId
}) {}

export const CostEvent = Schema.Union([
  CostReserved,
  CostRecorded,
  BudgetExhausted,
  PriceUnknown,
  PlanLimitReached,
  CallAllowed
])
export type CostEvent = typeof CostEvent.Type
