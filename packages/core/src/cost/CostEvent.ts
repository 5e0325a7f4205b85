/**
 * What can happen to a project's money. Amounts are millionths of a US dollar.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { TokenUsage } from "../port/AgentExecutor.ts"

export class CostRecorded extends Schema.TaggedClass<CostRecorded>()("CostRecorded", {
  runId: AgentRunId,
  model: Schema.NonEmptyString,
  usage: TokenUsage,
  /** 0 for a recorded answer; null when the model's price is not known. */
  microUsd: Schema.NullOr(Schema.Int)
}) {}

/** The budget is used up; agents rest until a person raises it. */
export class BudgetExhausted extends Schema.TaggedClass<BudgetExhausted>()("BudgetExhausted", {
  limitMicroUsd: Schema.Int,
  spentMicroUsd: Schema.Int
}) {}

export const CostEvent = Schema.Union([CostRecorded, BudgetExhausted])
export type CostEvent = typeof CostEvent.Type
