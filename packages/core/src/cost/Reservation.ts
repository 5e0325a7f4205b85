/**
 * Whether an agent run may begin as far as money and plan go. Pure. What it may cost is held back in the same decision
 * that begins it; where that would pass a ceiling nothing begins, and a person is asked.
 */
import type { StartAgentRun } from "../agent/AgentRunCommand.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { ProofKind } from "../proof/Proof.ts"
import type { EntryId } from "../register/Register.ts"
import { nextId, raise } from "../register/RegisterDecider.ts"
import type { CallEstimate } from "./CallEstimate.ts"
import * as CeilingText from "./CeilingText.ts"
import {
  type Ceiling,
  ceilingsFor,
  type Charged,
  effectiveLimit,
  isAsked,
  leftOf,
  projectCeiling,
  unpricedRule
} from "./Ceilings.ts"
import { reservedIn } from "./CostBoard.ts"
import { BudgetExhausted, CostReserved, PlanLimitReached, PriceUnknown } from "./CostEvent.ts"
import { monthKey, total } from "./CostKey.ts"
import { runsIn } from "./PlanLimit.ts"
import { monthOf, runsOfPlan } from "./PlanName.ts"

export interface Reservation {
  /** Whether the run may begin. */
  readonly granted: boolean
  /** To be said after the run has begun, or in place of its beginning. */
  readonly events: ReadonlyArray<FactoryEvent>
}

/** `kind` is the proof that the run repairs; a correction of such a repair belongs to the same proof. */
export const reserve = (
  command: StartAgentRun,
  state: ProjectState,
  project: ProjectRow,
  kind: ProofKind | undefined
): Reservation => {
  const { estimate, gate, runId } = command
  // Somebody was first with this very run.
  if (isAsked(state, runId)) return { granted: false, events: [] }
  const charged: Charged = { runId, gate, kind: kind ?? correctedKind(command, state) }
  const hold = nextId(state, "escalation")
  const stops = [
    ...planStops(command, state, project, hold),
    ...(estimate === undefined
      ? []
      : estimate.microUsd === null
        ? priceStops(command, state, project, hold)
        : moneyStops(state, charged, estimate.microUsd, hold))
  ]
  if (stops.length > 0) return { granted: false, events: stopped(command, state, stops, hold) }
  if (estimate === undefined || estimate.microUsd === null || estimate.microUsd === 0)
    return { granted: true, events: [] }
  return {
    granted: true,
    events: [
      reserved(estimate, charged, amountOf(state, charged, estimate.microUsd, estimate.openEnded === true))
    ]
  }
}

const reserved = (estimate: CallEstimate, { kind, runId }: Charged, microUsd: number): CostReserved =>
  new CostReserved({
    runId,
    model: estimate.model,
    microUsd,
    inputTokens: estimate.inputTokens,
    outputTokens: estimate.outputTokens,
    ...(kind === undefined ? {} : { kind })
  })

const stopped = (
  command: StartAgentRun,
  state: ProjectState,
  stops: ReadonlyArray<CeilingText.Stop>,
  hold: EntryId
): ReadonlyArray<FactoryEvent> => [
  ...stops,
  ...raise(state, { kind: "escalation", gate: command.gate, ...CeilingText.ofStops(command, stops, hold) })
]

/**
 * A run that is on its way is begun once more under another executor, as after a restart with another model: what that
 * may cost above what is held back already. Nothing when the executor is the same.
 */
export const reserveMore = (
  command: StartAgentRun,
  state: ProjectState,
  project: ProjectRow,
  run: { readonly executor: string }
): ReadonlyArray<FactoryEvent> => {
  const { estimate, executor, gate, runId } = command
  if (executor === run.executor || estimate === undefined || isAsked(state, runId)) return []
  const row = rowOf(state, "cost", runId)
  const charged: Charged = { runId, gate, kind: row?.run?.kind ?? undefined }
  const hold = nextId(state, "escalation")
  const more = estimate.microUsd === null ? 0 : estimate.microUsd - reservedIn(row)
  const stops =
    estimate.microUsd === null
      ? priceStops(command, state, project, hold)
      : moneyStops(state, charged, Math.max(0, more), hold)
  if (stops.length > 0) return stopped(command, state, stops, hold)
  return more > 0 ? [reserved(estimate, charged, reservedIn(row) + more)] : []
}

/** A correction goes on with what the answer that was sent back was for. */
const correctedKind = (command: StartAgentRun, state: ProjectState): ProofKind | undefined => {
  if (command.purpose !== "correct") return undefined
  const before = rowsOf(state, "task").find(
    (task) => task.gate === command.gate && task.step === command.step
  )?.lastRun
  return (before == null ? undefined : rowOf(state, "cost", before)?.run?.kind) ?? undefined
}

/** A run of many calls holds back all that one run may cost, as far as the other ceilings have it. */
const amountOf = (state: ProjectState, charged: Charged, estimated: number, openEnded: boolean): number => {
  const ceilings = ceilingsFor(state, charged)
  if (!openEnded || !ceilings.some((ceiling) => ceiling.scope === "agent-run")) return estimated
  return Math.max(estimated, Math.min(...ceilings.map(leftOf)))
}

/**
 * A ceiling is said to need so much more than the estimate, since the prompt grows by what a person says in answer. So
 * what was raised or allowed by the words is enough.
 */
export const growth = 1.25

const moneyStops = (
  state: ProjectState,
  charged: Charged,
  microUsd: number,
  hold: EntryId
): ReadonlyArray<BudgetExhausted> =>
  microUsd === 0
    ? []
    : ceilingsFor(state, charged)
        .filter((ceiling) => leftOf(ceiling) < microUsd)
        .map((ceiling) =>
          exhausted(ceiling, charged, ceiling.spent + ceiling.reserved + Math.ceil(microUsd * growth), hold)
        )

/** The event of one ceiling that has to be `needed` for the work to go on. */
export const exhausted = (
  { limit, reserved, scope, spent }: Ceiling,
  { gate, kind, runId }: Charged,
  needed: number,
  hold: EntryId
): BudgetExhausted =>
  new BudgetExhausted({
    limitMicroUsd: limit,
    spentMicroUsd: spent,
    scope,
    reservedMicroUsd: reserved,
    neededMicroUsd: needed,
    runId,
    gate,
    ...(kind === undefined || scope !== "heal" ? {} : { kind }),
    hold
  })

const priceStops = (
  { estimate, gate, runId }: StartAgentRun,
  state: ProjectState,
  project: ProjectRow,
  hold: EntryId
): ReadonlyArray<PriceUnknown> =>
  estimate === undefined ||
  unpricedRule(project.policy) === "allow" ||
  rowsOf(state, "ceiling").some(
    (row) => row.scope === "price" && row.key === runId && row.status === "allowed"
  )
    ? []
    : [new PriceUnknown({ runId, gate, model: estimate.model, hold })]

const planStops = (
  { at, gate, runId }: StartAgentRun,
  state: ProjectState,
  project: ProjectRow,
  hold: EntryId
): ReadonlyArray<PlanLimitReached> => {
  const { plan } = project.policy
  const now = at ?? state.at
  if (plan === undefined || now === null) return []
  const month = monthOf(now)
  const limit = runsOfPlan[plan]
  const runs = runsIn([state], month)
  return runs < effectiveLimit(state, "plan", monthKey(month), limit)
    ? []
    : [new PlanLimitReached({ runId, gate, plan, month, limit, runs, hold })]
}

/**
 * What is said when a call cost so much more than was held back for it that the project's ceiling is passed by it. The
 * gates cannot pass before a person has raised it or let it stand.
 */
export const overrun = (
  state: ProjectState,
  run: { readonly runId: StartAgentRun["runId"]; readonly gate: StartAgentRun["gate"] },
  microUsd: number
): ReadonlyArray<FactoryEvent> => {
  const before = projectCeiling(state)
  if (before === undefined) return []
  const others = rowOf(state, "cost", total)?.reserved.filter((held) => held.runId !== run.runId) ?? []
  const after: Ceiling = {
    ...before,
    spent: before.spent + microUsd,
    reserved: others.reduce((sum, held) => sum + held.microUsd, 0)
  }
  if (before.spent > before.effective || after.spent <= after.effective) return []
  const hold = nextId(state, "escalation")
  const event = exhausted(after, run, after.spent + after.reserved, hold)
  return [
    event,
    ...raise(state, { kind: "escalation", gate: run.gate, ...CeilingText.ofOverrun(event, hold) })
  ]
}
