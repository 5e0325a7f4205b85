/**
 * Builds of gates and builds that were asked for, as one list.
 */
import type { AskedBuildRow } from "@layercake/core/build/AskedBuild"
import type { BuildRow } from "@layercake/core/build/BuildBoard"
import type { BuildStepView, BuildView } from "@layercake/core/operation/BuildOperations"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { proofKey } from "@layercake/core/proof/ProofBoard"

/** Newest first. */
export const buildsOf = (state: ProjectState): ReadonlyArray<BuildView> =>
  [
    ...rowsOf(state, "build").map((row) => ofGate(state, row)),
    ...rowsOf(state, "askedBuild").map(ofAsking)
  ].toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : a.build > b.build ? -1 : 1))

export const buildOf = (state: ProjectState, build: string): BuildView | undefined => {
  const asked = rowOf(state, "askedBuild", build)
  if (asked !== undefined) return ofAsking(asked)
  const row = rowOf(state, "build", build)
  return row === undefined ? undefined : ofGate(state, row)
}

const notRun = (step: string): BuildStepView => ({
  step,
  outcome: null,
  summary: null,
  durationMillis: null,
  output: null
})

const ofAsking = (row: AskedBuildRow): BuildView => ({
  build: row.buildId,
  origin: "asked",
  gate: null,
  tree: row.tree,
  status: row.status === "started" ? "running" : row.status,
  outcome: row.outcome,
  summary: row.summary,
  steps: row.steps.map((step): BuildStepView => {
    const done = row.done.find((result) => result.step === step)
    if (done === undefined) return notRun(step)
    const { durationMillis, outcome, output, summary } = done
    return { step, outcome, summary, durationMillis, output }
  }),
  sandbox: row.sandbox,
  isolated: row.isolated,
  at: row.startedAt ?? row.askedAt,
  endedAt: row.endedAt
})

/** Its steps are the proofs of its tree; one that was made again shows the latest. */
const ofGate = (state: ProjectState, row: BuildRow): BuildView => ({
  build: row.buildId,
  origin: "gate",
  gate: row.gate,
  tree: row.tree,
  status: row.outcome === null ? "running" : "ended",
  outcome: row.outcome,
  summary: row.summary,
  steps: row.steps.map((step): BuildStepView => {
    const proof = rowOf(state, "proof", proofKey(step, row.tree))
    if (proof === undefined) return notRun(step)
    const { durationMillis, outcome, output, summary } = proof
    return { step, outcome, summary, durationMillis, output }
  }),
  sandbox: row.sandbox,
  isolated: row.isolated,
  at: row.startedAt,
  endedAt: row.finishedAt
})
