/**
 * What people are shown of a project's money: from its state to the shapes of the catalogue.
 */
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { ceilingAt, leftOf, policyField, unpricedRule } from "@layercake/core/cost/Ceilings"
import { type CostRow, reservedIn } from "@layercake/core/cost/CostBoard"
import { gateKey, sumOf, total } from "@layercake/core/cost/CostKey"
import { runsIn } from "@layercake/core/cost/PlanLimit"
import { runsOfPlan } from "@layercake/core/cost/PlanName"
import type { CeilingLine, CostLine, CostReport } from "@layercake/core/operation/CostOperations"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { RunCost } from "@layercake/core/operation/LedgerOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"

/** `month` is the current one, for the plan. */
export const reportOf = (
  project: ProjectId,
  row: ProjectRow,
  state: ProjectState,
  month: string
): CostReport => {
  const { plan } = row.policy
  const whole = rowOf(state, "cost", total)
  return {
    project,
    total: lineOf(total, whole),
    inheritedMicroUsd: row.forkedFrom === null ? null : (whole?.inherited?.microUsd ?? 0),
    gates: gatesInOrder(state).flatMap(({ gate }) => {
      const found = rowOf(state, "cost", gateKey(gate))
      return found === undefined || isEmpty(found) ? [] : [lineOf(gate, found)]
    }),
    agents: dearest(state, "agent"),
    models: dearest(state, "model"),
    purposes: dearest(state, "purpose"),
    repairs: dearest(state, "repair"),
    ceilings: ceilingLines(row, state),
    unpricedModels: unpricedRule(row.policy),
    plan: plan === undefined ? null : { plan, month, runs: runsIn([state], month), limit: runsOfPlan[plan] },
    waiting: rowsOf(state, "ceiling").filter((row) => row.status === "open")
  }
}

const lineOf = (name: string, row: CostRow | undefined): CostLine => ({
  name,
  runs: row?.runs ?? 0,
  calls: row?.calls ?? 0,
  unpriced: row?.unpriced ?? 0,
  microUsd: row?.microUsd ?? 0,
  reservedMicroUsd: reservedIn(row),
  inputTokens: row?.usage.inputTokens ?? 0,
  cachedInputTokens: row?.usage.cachedInputTokens ?? 0,
  outputTokens: row?.usage.outputTokens ?? 0
})

/** What each agent run cost; of one gate, where one is named. */
export const runsOf = (state: ProjectState, gate?: string): ReadonlyArray<RunCost> =>
  rowsOf(state, "cost").flatMap((row) => {
    const { id, model, run } = row
    if (run === null || (gate !== undefined && run.gate !== gate)) return []
    const { name: _, runs: __, ...line } = lineOf(id, row)
    return [{ runId: AgentRunId.make(id), ...run, model, ...line }]
  })

/** Nothing but what was taken over from the parent of a fork. */
const isEmpty = (row: CostRow): boolean => row.runs === 0 && row.calls === 0 && row.reserved.length === 0

const dearest = (state: ProjectState, of: string): ReadonlyArray<CostLine> =>
  rowsOf(state, "cost")
    .flatMap((row) => {
      const [what, name] = sumOf(row.id) ?? []
      return what === of && name !== undefined && !isEmpty(row) ? [lineOf(name, row)] : []
    })
    .toSorted((a, b) => b.microUsd - a.microUsd || (a.name < b.name ? -1 : 1))

export const ceilingLines = ({ policy }: ProjectRow, state: ProjectState): ReadonlyArray<CeilingLine> => {
  const at = (scope: keyof typeof policyField, name: string, key: string): ReadonlyArray<CeilingLine> => {
    const field = policyField[scope]
    const limit = policy[field] ?? null
    if (limit === null) return []
    const ceiling = ceilingAt(state, scope, limit, key)
    return [
      {
        scope,
        name,
        field,
        limitMicroUsd: limit,
        allowedMicroUsd: ceiling.effective,
        spentMicroUsd: ceiling.spent,
        reservedMicroUsd: ceiling.reserved,
        leftMicroUsd: leftOf(ceiling)
      }
    ]
  }
  const named = (of: string) =>
    rowsOf(state, "cost").flatMap((row) => {
      const [what, name] = sumOf(row.id) ?? []
      return what === of && name !== undefined && !isEmpty(row) ? [{ name, key: row.id }] : []
    })
  return [
    ...at("project", "", total),
    ...named("gate").flatMap(({ key, name }) => at("gate", name, key)),
    ...named("repair").flatMap(({ key, name }) => at("heal", name, key)),
    // There is no such row: each run has all of it.
    ...at("agent-run", "", "each")
  ]
}
