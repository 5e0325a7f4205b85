/**
 * Measures of one project, from the rows that are there anyway.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { millisBetween } from "@layercake/core/event/Timestamp"
import { key as metricKey, MetricRow } from "@layercake/core/metric/MetricBoard"
import type { AgentMetrics, GateMetrics, ProjectMetrics } from "@layercake/core/operation/MetricOperations"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { groupBy } from "effect/Array"

export const noCounts: MetricRow = MetricRow.make(
  Object.fromEntries(Object.keys(MetricRow.fields).map((name) => [name, 0])) as unknown as MetricRow
)

export const added = (a: MetricRow, b: MetricRow): MetricRow =>
  MetricRow.make(
    Object.fromEntries(
      Object.keys(MetricRow.fields).map((name) => [
        name,
        a[name as keyof MetricRow] + b[name as keyof MetricRow]
      ])
    ) as unknown as MetricRow
  )

/** Null where there is nothing to have a share of. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

export const projectMetrics = (project: ProjectRow, state: ProjectState): ProjectMetrics => {
  const counts = rowOf(state, "metric", metricKey) ?? noCounts
  const proofs = counts.proofsPassed + counts.proofsFailed + counts.proofsInconclusive
  const ended = rowsOf(state, "build").filter(({ outcome }) => outcome !== null).length
  const runs = rowsOf(state, "agentRun").filter(({ endedAt }) => endedAt !== null)
  return {
    counts,
    buildsPassed: share(
      ended - rowsOf(state, "build").filter(({ outcome }) => outcome === "failed").length,
      ended
    ),
    proofsPassed: share(counts.proofsPassed, proofs),
    answersUsed: share(runs.filter(({ status }) => status === "completed").length, runs.length),
    healsSucceeded: share(counts.healsSucceeded, counts.heals),
    leadMillis: state.at === null ? 0 : millisBetween(project.createdAt, state.at)
  }
}

export const gateMetrics = (state: ProjectState): ReadonlyArray<GateMetrics> =>
  gatesInOrder(state).map((gate): GateMetrics => {
    const rounds = rowsOf(state, "phase").filter((phase) => phase.gate === gate.gate)
    const first = rounds[0]?.openedAt ?? null
    return {
      gate: gate.gate,
      status: gate.status,
      rounds: rounds.length,
      workMillis: sum(rounds.map(({ workMillis }) => workMillis)),
      reviewMillis: sum(rounds.map(({ reviewMillis }) => reviewMillis)),
      leadMillis: first === null || gate.decidedAt === null ? null : millisBetween(first, gate.decidedAt),
      agentRuns: rowsOf(state, "agentRun").filter((run) => run.gate === gate.gate).length,
      proofsFailed: rowsOf(state, "proof").filter(
        (proof) => proof.gate === gate.gate && proof.outcome !== "passed"
      ).length
    }
  })

/** Null when none of them is known. */
const sum = (millis: ReadonlyArray<number | null>): number | null => {
  const known = millis.filter((one) => one !== null)
  return known.length === 0 ? null : known.reduce((total, one) => total + one, 0)
}

/** By name. */
export const agentMetrics = (state: ProjectState): ReadonlyArray<AgentMetrics> => {
  const runs = groupBy(rowsOf(state, "agentRun"), ({ agent }) => agent)
  return Object.values(runs)
    .map((own): AgentMetrics => {
      const of = (status: AgentRunRow["status"]) => own.filter((run) => run.status === status).length
      const firsts = own.filter(({ endedAt, purpose }) => endedAt !== null && purpose === "work")
      return {
        agent: own[0].agent,
        runs: own.length,
        completed: of("completed"),
        refused: of("refused"),
        failed: of("failed"),
        cancelled: of("cancelled"),
        repairs: own.filter(({ purpose }) => purpose === "heal").length,
        firstPass: share(firsts.filter(({ status }) => status === "completed").length, firsts.length),
        medianMillis: median(
          own.flatMap(({ endedAt, startedAt }) =>
            endedAt === null ? [] : [millisBetween(startedAt, endedAt)]
          )
        ),
        inputTokens: own.reduce((total, { usage }) => total + (usage?.inputTokens ?? 0), 0),
        outputTokens: own.reduce((total, { usage }) => total + (usage?.outputTokens ?? 0), 0)
      }
    })
    .toSorted((a, b) => (a.agent < b.agent ? -1 : 1))
}

/** The lower one of the two in the middle. */
const median = (values: ReadonlyArray<number>): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null
