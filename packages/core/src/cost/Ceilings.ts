/**
 * The ceilings of a project's policy, how much of each is taken, and which of them a call would pass. Questions only;
 * nothing here decides.
 */
import type { AgentRunId } from "../agent/AgentCall.ts"
import type { GateId } from "../gate/Gate.ts"
import type { Policy } from "../pipeline/Policy.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { ProofKind } from "../proof/Proof.ts"
import { keyOf, type CeilingScope } from "./CeilingBoard.ts"
import { reservedIn } from "./CostBoard.ts"
import type { BudgetScope } from "./CostEvent.ts"
import { total } from "./CostKey.ts"

/** What the money of a call is counted against. */
export interface Charged {
  readonly runId: AgentRunId
  readonly gate: GateId
  /** The proof that the run repairs, if it does. */
  readonly kind?: ProofKind | undefined
}

export interface Ceiling {
  readonly scope: BudgetScope
  /** Millionths of a US dollar, as the policy says it. */
  readonly limit: number
  /** The same, or more where a person let a call go on above it. */
  readonly effective: number
  readonly spent: number
  readonly reserved: number
}

/** The field of the policy that says it; undefined or null there means that there is no such ceiling. */
export const policyField = {
  project: "budgetMicroUsd",
  gate: "gateBudgetMicroUsd",
  "agent-run": "runBudgetMicroUsd",
  heal: "healBudgetMicroUsd"
} as const satisfies { readonly [S in BudgetScope]: keyof Policy }

const scopes = ["agent-run", "heal", "gate", "project"] as const satisfies ReadonlyArray<BudgetScope>

export const hasCeiling = (policy: Policy): boolean =>
  scopes.some((scope) => (policy[policyField[scope]] ?? null) !== null)

/** Whether a call of unknown price may begin. `ask`: when a person lets it. */
export const unpricedRule = (policy: Policy): "allow" | "ask" =>
  policy.unpricedModels === "allow" || (policy.unpricedModels === undefined && !hasCeiling(policy))
    ? "allow"
    : "ask"

/** A limit counts as what it was said to need, where a person let that go on. A limit that was changed since does not. */
export const effectiveLimit = (
  state: ProjectState,
  scope: CeilingScope,
  key: string,
  limit: number
): number =>
  rowsOf(state, "ceiling")
    .filter(
      (row) => row.status === "allowed" && row.scope === scope && row.key === key && row.limit === limit
    )
    .reduce((most, row) => Math.max(most, row.needed), limit)

/** The ceilings that the policy sets for such a call, from the narrowest to the widest. */
export const ceilingsFor = (state: ProjectState, charged: Charged): ReadonlyArray<Ceiling> => {
  const policy = projectOf(state)?.policy
  if (policy === undefined) return []
  return scopes
    .filter((scope) => scope !== "heal" || charged.kind !== undefined)
    .flatMap((scope) => {
      const limit = policy[policyField[scope]] ?? null
      return limit === null ? [] : [ceilingOf(state, scope, limit, charged)]
    })
}

/** The project's own ceiling; undefined when it has none. */
export const projectCeiling = (state: ProjectState): Ceiling | undefined => {
  const limit = projectOf(state)?.policy.budgetMicroUsd ?? null
  return limit === null ? undefined : ceilingAt(state, "project", limit, total)
}

export const ceilingAt = (state: ProjectState, scope: BudgetScope, limit: number, key: string): Ceiling => {
  const row = rowOf(state, "cost", key)
  return {
    scope,
    limit,
    effective: effectiveLimit(state, scope, key, limit),
    spent: row?.microUsd ?? 0,
    reserved: reservedIn(row)
  }
}

const ceilingOf = (state: ProjectState, scope: BudgetScope, limit: number, charged: Charged): Ceiling =>
  ceilingAt(state, scope, limit, keyOf(scope, charged.runId, charged.gate, charged.kind))

/** What may still be taken; below 0 when more was spent than the ceiling allows. */
export const leftOf = ({ effective, reserved, spent }: Ceiling): number => effective - spent - reserved

/** More was spent than the project may: a call cost more than was held back for it, or the budget was lowered since. */
export const isBudgetExceeded = (state: ProjectState): boolean => {
  const ceiling = projectCeiling(state)
  return ceiling !== undefined && ceiling.spent > ceiling.effective
}

/** A person is asked whether this very run may begin, so it is not tried again before they answer. */
export const isAsked = (state: ProjectState, runId: string): boolean =>
  rowsOf(state, "ceiling").some((row) => row.status === "open" && row.runId === runId)
