/**
 * From a project's state to the work that is due now. Pure, and the same state always asks for the same jobs, so that
 * planning twice is harmless and planning from the log resumes whatever was interrupted.
 */
import { AgentRunId, type AgentPurpose } from "../agent/AgentCall.ts"
import type { GateRow } from "../gate/GateBoard.ts"
import { passesWithoutPerson } from "../gate/GatePassing.ts"
import type { ProjectId } from "../project/Project.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { isMendable } from "../proof/Proof.ts"
import { JobId, type NewJob, type Tier } from "../store/JobQueue.ts"
import { type Task, taskIdOf } from "../task/Task.ts"
import type { TreeDigest } from "../tree/Tree.ts"
import type { AdvanceGate, DueWork, RunAgent } from "./DueWork.ts"
import {
  currentGate,
  currentProof,
  definitionOf,
  isBudgetSpent,
  lastRunOf,
  satisfies,
  stepsOf
} from "./GateProgress.ts"
import { applies, type GateDefinition, type ProofRequirement } from "./Pipeline.ts"

export const due = (state: ProjectState): ReadonlyArray<DueWork> => {
  const project = projectOf(state)
  if (project === undefined || project.status !== "active") return []

  const commit = rowsOf(state, "commit")
    .filter((commit) => commit.status === "due" || commit.status === "started")
    .toSorted((a, b) => a.version - b.version)[0]
  if (commit !== undefined) return [{ _tag: "CommitTree", key: commit.key }]

  const gate = currentGate(state)
  const definition = gate && definitionOf(project, gate.gate)
  return gate === undefined || definition === undefined ? [] : dueAt(state, project, gate, definition)
}

/** The due work as jobs, with ids derived from what is to be done. */
export const plan = (
  project: ProjectId,
  state: ProjectState,
  tierOf: (work: DueWork, state: ProjectState) => Tier = defaultTier
): ReadonlyArray<NewJob> =>
  due(state).map((work) => ({
    id: JobId.make(`${project}/${nameOf(work)}`),
    tier: tierOf(work, state),
    project,
    kind: work._tag,
    payload: { ...work }
  }))

/** Whether this very work is due now. */
export const isDue = (state: ProjectState, work: DueWork): boolean =>
  due(state).some((candidate) => nameOf(candidate) === nameOf(work))

export const defaultTier = (work: DueWork): Tier => {
  switch (work._tag) {
    case "AdvanceGate":
    case "CommitTree":
      return "critical"
    case "CheckTree":
    case "PushTree":
    case "DeployTree":
      return "high"
    case "BuildTree":
    case "RunAgent":
      return "medium"
  }
}

/** Unique among all work of one project, and the same for the same work. */
export const nameOf = (work: DueWork): string => {
  switch (work._tag) {
    case "AdvanceGate":
      return `gate/${work.gate}/${work.round}/${work.to}`
    case "RunAgent":
      return `run/${work.runId}`
    case "CommitTree":
      return `commit/${work.key}`
    case "BuildTree":
      return `build/${work.gate}/${work.tree}`
    case "CheckTree":
    case "PushTree":
      return `${work._tag === "CheckTree" ? "check" : "push"}/${work.gate}/${work.tree}/${work.kind}`
    case "DeployTree":
      return `deploy/${work.gate}/${work.tree}/${work.target}`
  }
}

const dueAt = (
  state: ProjectState,
  project: ProjectRow,
  gate: GateRow,
  definition: GateDefinition
): ReadonlyArray<DueWork> => {
  const advance = (to: AdvanceGate["to"]): ReadonlyArray<DueWork> => [
    { _tag: "AdvanceGate", gate: gate.gate, round: gate.round, to }
  ]
  const takesPart = applies(definition.when, project.userInterface)
  switch (gate.status) {
    case "pending":
      return advance(takesPart ? "open" : "skip")
    case "rejected":
      return advance("reopen")
    case "in-review":
      return passesWithoutPerson(state, project, definition) === undefined ? [] : advance("pass")
    case "open":
    case "reopened":
      return takesPart ? (dueInside(state, project, gate, definition) ?? advance("submit")) : advance("skip")
    default:
      return []
  }
}

/** Work inside an open gate; undefined when everything is there and it can be submitted. */
const dueInside = (
  state: ProjectState,
  project: ProjectRow,
  gate: GateRow,
  definition: GateDefinition
): ReadonlyArray<DueWork> | undefined => {
  const unfinished = stepsOf(project, definition).find(
    (step) => rowOf(state, "task", taskIdOf(gate.gate, step.id))?.status !== "done"
  )
  if (unfinished !== undefined)
    return agentWork(state, gate, unfinished.id, gate.round > 1 ? "rework" : "work")

  const open = definition.proofs.filter(
    (requirement) => !satisfies(requirement, currentProof(state, requirement))
  )
  if (open.length === 0) return undefined
  const { tree } = project
  if (tree === null) return []
  // Nobody repairs a tree that is still being built.
  const isBuilding = rowsOf(state, "build").some(
    (build) => build.outcome === null && build.gate === gate.gate && build.tree === tree
  )
  if (isBuilding) return [wholeBuild(gate, definition, tree)]
  const failed = open.find((requirement) => {
    const proof = currentProof(state, requirement)
    return proof !== undefined && isMendable(proof)
  })
  if (failed !== undefined) {
    const owner = failed.owner === null ? undefined : rowOf(state, "task", taskIdOf(gate.gate, failed.owner))
    const mayRepair =
      owner !== undefined && (owner.heals < project.policy.healAttempts || isUnderWay(state, owner))
    // What nobody repairs any more is proven once more, which asks a person if it still does not pass.
    return mayRepair ? agentWork(state, gate, owner.step, "heal") : proving(gate, definition, tree, [failed])
  }
  const missing = open.filter((requirement) => currentProof(state, requirement) === undefined)
  return proving(gate, definition, tree, missing.length > 0 ? missing : open)
}

const agentWork = (
  state: ProjectState,
  gate: GateRow,
  step: string,
  fresh: AgentPurpose
): ReadonlyArray<DueWork> => {
  if (isBudgetSpent(state)) return []
  const task = rowOf(state, "task", taskIdOf(gate.gate, step))
  if (task?.status === "failed") return []
  const last = task && lastRunOf(state, task)
  const work = (purpose: AgentPurpose, attempt: number, runId: AgentRunId): RunAgent => ({
    _tag: "RunAgent",
    gate: gate.gate,
    step,
    runId,
    purpose,
    attempt
  })
  if (last !== undefined && isBusy(state, last.runId)) return [work(last.purpose, last.attempt, last.runId)]
  const next = AgentRunId.make(`${gate.gate}.${step}.${(task?.runs ?? 0) + 1}`)
  if (task === undefined || last === undefined) return [work("work", 1, next)]
  if (last.status === "refused" && task.refusals > 0) return [work("correct", task.refusals, next)]
  const attempts = { heal: task.heals + 1, rework: Math.max(1, gate.round - 1), work: 1, correct: 1 }
  return [work(fresh, attempts[fresh], next)]
}

/** The run is on its way or waits to be applied. */
const isBusy = (state: ProjectState, runId: AgentRunId | null): boolean => {
  const status = runId === null ? undefined : rowOf(state, "agentRun", runId)?.status
  return status === "started" || status === "answered"
}

/** The last repair has not come to its end: it is on its way, or its answer was sent back and is awaited again. */
const isUnderWay = (state: ProjectState, task: Task): boolean =>
  isBusy(state, task.lastRun) || (task.refusals > 0 && lastRunOf(state, task)?.status === "refused")

/** All of the gate's steps until the last of them is proven, so that a build stays one job while it goes on. */
const wholeBuild = (gate: GateRow, definition: GateDefinition, tree: TreeDigest): DueWork => ({
  _tag: "BuildTree",
  gate: gate.gate,
  tree,
  steps: definition.proofs.flatMap(({ kind, prover }) => (prover._tag === "build" ? [kind] : []))
})

/** Builds come first, since checks may look at what they leave; then checks, then the push, then the deployment. */
const proving = (
  gate: GateRow,
  definition: GateDefinition,
  tree: TreeDigest,
  missing: ReadonlyArray<ProofRequirement>
): ReadonlyArray<DueWork> => {
  const of = (prover: ProofRequirement["prover"]["_tag"]) =>
    missing.filter((requirement) => requirement.prover._tag === prover)
  if (of("build").length > 0) return [wholeBuild(gate, definition, tree)]
  const checks = of("check")
  if (checks.length > 0)
    return checks.map((requirement) => ({ _tag: "CheckTree", gate: gate.gate, tree, kind: requirement.kind }))
  const pushes = of("push")
  if (pushes.length > 0)
    return pushes.map((requirement) => ({ _tag: "PushTree", gate: gate.gate, tree, kind: requirement.kind }))
  const targets = new Set(
    missing.flatMap(({ prover }) =>
      prover._tag === "deployment" || prover._tag === "health" ? [prover.target] : []
    )
  )
  return Array.from(targets, (target) => ({ _tag: "DeployTree", gate: gate.gate, tree, target }))
}
