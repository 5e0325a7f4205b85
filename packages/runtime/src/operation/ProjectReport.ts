/**
 * What people are shown of a project: from its state to the shapes of the catalogue.
 */
import { waitingRuns, waitText } from "@layercake/core/claim/ClaimStanding"
import { authorityWithoutPerson, passesWithoutPerson } from "@layercake/core/gate/GatePassing"
import type { GateRow } from "@layercake/core/gate/GateBoard"
import type { GateReport } from "@layercake/core/operation/GateOperations"
import type { ProjectStatusReport, ProjectSummary } from "@layercake/core/operation/ProjectOperations"
import {
  currentGate,
  currentProof,
  definitionOf,
  gatesInOrder,
  isPassed
} from "@layercake/core/pipeline/GateProgress"
import { due } from "@layercake/core/pipeline/Planner"
import * as GateRules from "@layercake/core/pipeline/GateRules"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { holds as holdsGate } from "@layercake/core/task/ManualTask"
import { waitsForAgent } from "@layercake/core/register/QueryRouting"

export const summaryOf = (id: ProjectId, row: ProjectRow, state: ProjectState): ProjectSummary => ({
  project: id,
  title: row.title,
  status: row.status,
  gate: currentGate(state)?.gate ?? null,
  waiting: waitingFor(row, state),
  createdAt: row.createdAt,
  updatedAt: state.at ?? row.updatedAt
})

/** What a person has to do before work goes on; null when nothing. */
export const waitingFor = (row: ProjectRow, state: ProjectState): string | null => {
  if (row.status === "paused") return pausedText(row)
  const gate = currentGate(state)
  if (row.status !== "active" || gate === undefined) return null
  const holds = rowsOf(state, "hold").filter((hold) => hold.open && hold.gate === gate.gate)
  const hold = holds.find((hold) => !waitsForAgent(hold))
  if (gate.status === "blocked" && (hold !== undefined || holds.length === 0))
    return hold === undefined ? `${gate.gate} is blocked` : `${hold.id}: ${hold.title}`
  const [run] = waitingRuns(state)
  if (run !== undefined) return waitText(state, run)
  const task = rowsOf(state, "manualTask").find((task) => holdsGate(task, gate.gate))
  if (task !== undefined && due(state).length === 0)
    return `${task.task}: ${task.title}${task.assignee === null ? "" : ` (${task.assignee})`}`
  const definition = definitionOf(row, gate.gate)
  const person = definition !== undefined && passesWithoutPerson(state, row, definition) === undefined
  return gate.status === "in-review" && person ? `${gate.gate} ${gate.title} waits for approval` : null
}

/** What there is to say of a project that is not worked on. */
export const pausedText = (row: Pick<ProjectRow, "status">): string | null =>
  row.status === "paused" ? "the project is paused" : null

/** The first gate that is not passed, among stored rows of the gates; null when there is none. */
export const firstOpen = (rows: ReadonlyArray<unknown>): string | null =>
  // Rows are plain JSON, and these were made by the board.
  (rows as ReadonlyArray<GateRow>).filter((gate) => !isPassed(gate)).toSorted((a, b) => a.order - b.order)[0]
    ?.gate ?? null

export const statusOf = (id: ProjectId, row: ProjectRow, state: ProjectState): ProjectStatusReport => ({
  ...summaryOf(id, row, state),
  version: state.version,
  projectType: row.projectType,
  tree: row.tree,
  gates: gatesInOrder(state),
  holds: rowsOf(state, "hold").filter((hold) => hold.open),
  cost: rowOf(state, "cost", "total") ?? null,
  deployments: rowsOf(state, "deployment"),
  claimable: waitingRuns(state).map((run) => run.runId),
  policy: row.policy
})

export const gateReportOf = (row: ProjectRow, state: ProjectState, gate: GateRow): GateReport => {
  const definition = definitionOf(row, gate.gate)
  const offered =
    definition?.work.flatMap((step) => step.produces).filter((document) => document.kind === "design") ?? []
  const open = gate.status !== "approved" && gate.status !== "skipped"
  return {
    gate,
    question: definition?.question ?? "",
    findings: definition === undefined || !open ? [] : GateRules.findings(state, definition),
    proofs: proofsOf(
      state,
      gate,
      definition?.proofs.map((requirement) => currentProof(state, requirement)) ?? []
    ),
    designs: offered
      .map((document) => document.path)
      .filter((path) => rowOf(state, "design", path) !== undefined),
    tasks: rowsOf(state, "task").filter((task) => task.gate === gate.gate),
    needsPerson: definition !== undefined && authorityWithoutPerson(row, definition) === undefined
  }
}

/** A passed gate shows the proofs it was passed on, one that is worked on those about the tree as it is now. */
const proofsOf = (
  state: ProjectState,
  gate: GateRow,
  current: ReadonlyArray<GateReport["proofs"][number] | undefined>
) =>
  gate.status === "approved" && gate.evidence !== null
    ? gate.evidence.proofs.flatMap((bound) => {
        const proof = rowOf(state, "proof", `${bound.kind}@${gate.evidence?.tree}`)
        return proof === undefined ? [] : [proof]
      })
    : gate.status === "pending"
      ? []
      : current.flatMap((proof) => (proof === undefined ? [] : [proof]))
