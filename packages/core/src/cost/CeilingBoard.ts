/**
 * One row for each ceiling that stopped work: what it was about, and whether a person let the work go on once.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import * as Projection from "../projection/Projection.ts"
import { EntryId } from "../register/Register.ts"
import { BudgetScope, type BudgetExhausted } from "./CostEvent.ts"
import { gateKey, monthKey, repairKey, total } from "./CostKey.ts"

/** `price`: nobody knows what the call costs. `plan`: the month's agent runs. */
export const CeilingScope = Schema.Literals([...BudgetScope.literals, "price", "plan"])
export type CeilingScope = typeof CeilingScope.Type

export const CeilingRow = Schema.Struct({
  /** `<entry>:<scope>`. */
  id: Schema.NonEmptyString,
  scope: CeilingScope,
  /** The row of the cost board that the ceiling is about, or the agent run. */
  key: Schema.NonEmptyString,
  /** Millionths of a US dollar, of `plan` agent runs, of `price` 0. */
  limit: Schema.Int,
  /** What the ceiling would have to be at least. */
  needed: Schema.Int,
  runId: AgentRunId,
  gate: GateId,
  /** The entry that asks a person. */
  hold: EntryId,
  /** `allowed`: a person let it go on once, so this limit counts as if it were `needed`. */
  status: Schema.Literals(["open", "allowed", "settled"])
})
export type CeilingRow = typeof CeilingRow.Type

/** The row of the cost board that a ceiling of this scope looks at. */
export const keyOf = (scope: BudgetScope, run: string, gate: string, kind: string | undefined): string => {
  switch (scope) {
    case "project":
      return total
    case "gate":
      return gateKey(gate)
    case "agent-run":
      return run
    case "heal":
      return repairKey(gate, kind ?? "")
  }
}

const rowOfBudget = (event: BudgetExhausted): CeilingRow | undefined => {
  const { gate, hold, kind, limitMicroUsd, neededMicroUsd, runId, scope } = event
  if (gate === undefined || hold === undefined || runId === undefined || scope === undefined) return undefined
  return {
    id: `${hold}:${scope}`,
    scope,
    key: keyOf(scope, runId, gate, kind),
    limit: limitMicroUsd,
    needed: neededMicroUsd ?? limitMicroUsd,
    runId,
    gate,
    hold,
    status: "open"
  }
}

const settledWhere = (rows: Projection.Rows<CeilingRow>, which: (row: CeilingRow) => boolean) =>
  Array.from(rows).flatMap(([key, row]) => (which(row) ? [key] : []))
const settle = (row: CeilingRow | undefined): CeilingRow | undefined => row && { ...row, status: "settled" }

export const ceilingBoard = Projection.make<CeilingRow>("ceiling", CeilingRow, {
  BudgetExhausted: {
    // One that was recorded before there were several says nothing that is looked for here.
    keys: (event) => {
      const row = rowOfBudget(event)
      return row === undefined ? [] : [row.id]
    },
    evolve: (_row, event) => rowOfBudget(event)
  },
  PriceUnknown: Projection.put(
    (event) => `${event.hold}:price`,
    ({ gate, hold, runId }) => ({
      id: `${hold}:price`,
      scope: "price",
      key: runId,
      limit: 0,
      needed: 0,
      runId,
      gate,
      hold,
      status: "open"
    })
  ),
  PlanLimitReached: Projection.put(
    (event) => `${event.hold}:plan`,
    ({ gate, hold, limit, month, runId, runs }) => ({
      id: `${hold}:plan`,
      scope: "plan",
      key: monthKey(month),
      limit,
      needed: runs + 1,
      runId,
      gate,
      hold,
      status: "open"
    })
  ),
  CallAllowed: {
    keys: (event, rows) => settledWhere(rows, (row) => row.hold === event.hold),
    evolve: (row) => row && { ...row, status: "allowed" }
  },
  EscalationResolved: {
    keys: (event, rows) => settledWhere(rows, (row) => row.hold === event.id && row.status === "open"),
    evolve: settle
  },
  // The repairs begin anew, with the ceiling that the policy says.
  GateUnblocked: {
    keys: (event, rows) =>
      event.resumes === true
        ? []
        : settledWhere(
            rows,
            (row) => row.scope === "heal" && row.gate === event.gate && row.status === "allowed"
          ),
    evolve: settle
  },
  GateReopened: {
    keys: (event, rows) =>
      settledWhere(
        rows,
        (row) => row.scope === "heal" && row.gate === event.gate && row.status === "allowed"
      ),
    evolve: settle
  },
  // What was allowed was allowed to the parent.
  ProjectForked: {
    keys: (_event, rows) => settledWhere(rows, (row) => row.status === "allowed"),
    evolve: settle
  }
})
