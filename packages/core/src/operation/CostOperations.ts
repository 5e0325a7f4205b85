/**
 * Operations on money: what a project has spent and may still spend, the prices, and letting a stopped call go on.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { CeilingRow, CeilingScope } from "../cost/CeilingBoard.ts"
import { ModelPrice } from "../cost/ModelPrice.ts"
import { Month, Plan } from "../cost/PlanName.ts"
import { EntryId, Hold } from "../register/Register.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const count = (description: string) => Schema.Int.annotate(about(description))

export const CostLine = Schema.Struct({
  name: Schema.String.annotate(
    about("The gate, agent, model, purpose or proof; total for the whole project")
  ),
  runs: count("Agent runs begun; 0 for a model"),
  calls: count("Calls that were answered"),
  unpriced: count("Calls whose price is not known and that are missing in microUsd"),
  microUsd: count("Spent, in millionths of a US dollar"),
  reservedMicroUsd: count("Held back for calls on their way, in millionths of a US dollar"),
  inputTokens: count("Tokens in, with those from the provider's cache"),
  cachedInputTokens: count("Tokens in that came from the provider's cache"),
  outputTokens: count("Tokens out")
})
export type CostLine = typeof CostLine.Type

export const CeilingLine = Schema.Struct({
  scope: CeilingScope.annotate(
    about("What it is about: project, gate, heal (the repairs of one proof) or agent-run")
  ),
  name: Schema.String.annotate(about("The gate, or the gate and proof that are repaired; empty otherwise")),
  field: Schema.String.annotate(about("The field of the policy that says it")),
  limitMicroUsd: count("The ceiling, in millionths of a US dollar"),
  allowedMicroUsd: count("The same, or more where a person let a call go on above it"),
  spentMicroUsd: count("Spent of it"),
  reservedMicroUsd: count("Held back of it for calls on their way"),
  leftMicroUsd: count("Left of it; below 0 when more was spent")
})
export type CeilingLine = typeof CeilingLine.Type

const lines = (description: string) => Schema.Array(CostLine).annotate(about(description))

export const CostReport = Schema.Struct({
  ...project,
  total: CostLine.annotate(about("The whole project, since its fork if it is one")),
  inheritedMicroUsd: Schema.NullOr(Schema.Int).annotate(
    about("What its parent had spent by the fork, not counted here; null when it is no fork")
  ),
  gates: lines("By gate, in the order of the pipeline"),
  agents: lines("By agent, dearest first"),
  models: lines("By model that answered, dearest first"),
  purposes: lines("By purpose: work, correct, heal, rework or answer, dearest first"),
  repairs: lines("By repaired proof, since its gate last began afresh"),
  ceilings: Schema.Array(CeilingLine).annotate(about("The ceilings of the policy and what is left of each")),
  unpricedModels: Schema.Literals(["allow", "ask"]).annotate(
    about("Whether a call of unknown price begins or waits for a person")
  ),
  plan: Schema.NullOr(
    Schema.Struct({
      plan: Plan.annotate(about("The plan of the policy")),
      month: Month.annotate(about("The calendar month in UTC, for example 2026-11")),
      runs: count("Agent runs begun in the month"),
      limit: count("Agent runs that the plan includes in a month")
    })
  ).annotate(about("Agent runs of this month; null when the policy names no plan")),
  waiting: Schema.Array(CeilingRow).annotate(about("Ceilings that stopped work and wait for a person"))
})
export type CostReport = typeof CostReport.Type

export const PriceLine = Schema.Struct({
  ...ModelPrice.fields,
  own: Schema.Boolean.annotate(about("True when it is the user's own and counts before the standard ones"))
})
export type PriceLine = typeof PriceLine.Type

export class CostOperations extends RpcGroup.make(
  Rpc.make("costs.report", { payload: project, success: CostReport, error: OperationError }).annotate(
    OperationMark,
    reads(
      "Costs of a project",
      "Spent and held back by gate, agent, model and purpose, and what the ceilings have left."
    )
  ),

  Rpc.make("costs.prices", { success: Schema.Array(PriceLine) }).annotate(
    OperationMark,
    reads(
      "Prices of models",
      "The price table in force: the user's own rows first, then the standard ones.",
      {
        access: "account"
      }
    )
  ),

  Rpc.make("costs.allow", {
    payload: {
      ...project,
      id: EntryId.annotate(about("The entry that asks, for example escalation-1")),
      resolution: Schema.NonEmptyString.annotate(about("Why; kept with the entry"))
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Let a call go on",
      "A person lets what a ceiling stopped go on this once, and the work resumes where it stopped.",
      { access: "approver", ...persons }
    )
  )
) {}
