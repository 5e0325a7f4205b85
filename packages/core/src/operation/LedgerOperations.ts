/**
 * Operations on money that look into the ledger, look ahead, or set ceilings.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName } from "../agent/Agent.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { CostForecast } from "../cost/CostForecast.ts"
import { GateId } from "../gate/Gate.ts"
import { ProofKind } from "../proof/Proof.ts"
import { CeilingLine } from "./CostOperations.ts"
import { page } from "./EntryFields.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const count = (description: string) => Schema.Int.annotate(about(description))

export const RunCost = Schema.Struct({
  runId: AgentRunId.annotate(about("The agent run")),
  gate: GateId.annotate(about("The gate that it was for")),
  agent: AgentName.annotate(about("The agent")),
  purpose: AgentPurpose.annotate(about("work, correct, heal, rework or answer")),
  kind: Schema.NullOr(ProofKind).annotate(about("The proof that it repaired; null when it repaired none")),
  model: Schema.String.annotate(about("The model that answered, or several joined by commas; empty before")),
  calls: count("Calls that were answered"),
  unpriced: count("Calls whose price is not known and that are missing in microUsd"),
  microUsd: count("What it cost, in millionths of a US dollar"),
  reservedMicroUsd: count("Held back for a call on its way"),
  inputTokens: count("Tokens in, with those from the provider's cache"),
  cachedInputTokens: count("Tokens in that came from the provider's cache"),
  outputTokens: count("Tokens out")
})
export type RunCost = typeof RunCost.Type

export const RunCostPage = Schema.Struct({
  runs: Schema.Array(RunCost).annotate(about("In the order of their ids")),
  next: Schema.NullOr(AgentRunId).annotate(about("Give it as after for the next page; null at the end"))
})

const ceiling = (of: string) =>
  Schema.optionalKey(
    Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))).annotate(
      about(`${of}, in millionths of a US dollar; null for none, as before when left out`)
    )
  )

export class LedgerOperations extends RpcGroup.make(
  Rpc.make("costs.runs", {
    payload: {
      ...project,
      gate: Schema.optionalKey(GateId.annotate(about("Only runs for this gate"))),
      after: Schema.optionalKey(
        AgentRunId.check(Schema.isMaxLength(400)).annotate(
          about("Only what follows this run: the next of the page before")
        )
      ),
      limit: page.limit
    },
    success: RunCostPage,
    error: OperationError
  }).annotate(OperationMark, reads("Costs of agent runs", "What each agent run cost and used, by page.")),

  Rpc.make("costs.forecast", { payload: project, success: CostForecast, error: OperationError }).annotate(
    OperationMark,
    reads("Forecast costs", "What the rest of the pipeline may cost, from what its passed gates did cost.")
  ),

  Rpc.make("costs.setCeilings", {
    payload: {
      ...project,
      budgetMicroUsd: ceiling("Of the whole project"),
      gateBudgetMicroUsd: ceiling("Of each gate"),
      runBudgetMicroUsd: ceiling("Of each agent run"),
      healBudgetMicroUsd: ceiling("Of the repairs of each failed proof")
    },
    success: Schema.Array(CeilingLine),
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Set ceilings", "Changes what may be spent in the policy, and nothing else of it.", {
      access: "owner",
      idempotent: true,
      ...persons
    })
  )
) {}
