/**
 * From a project's state to the work that is due now. Pure, and the same state always asks for the same jobs, so that
 * planning twice is harmless and planning from the log resumes whatever was interrupted.
 */
import { AgentRunId, type AgentPurpose } from "../agent/AgentCall.ts"
import { isUnanswered, isUpToDate } from "../claim/ClaimStanding.ts"
import { isAsked } from "../cost/Ceilings.ts"
import type { GateRow } from "../gate/GateBoard.ts"
import { passesWithoutPerson } from "../gate/GatePassing.ts"
import { instructionDue } from "../instruction/InstructionStanding.ts"
import { repairsAt, repairStep } from "../heal/RepairPlan.ts"
import { restoreAt } from "../heal/TreeRestoring.ts"
import type { ProjectId } from "../project/Project.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { forkCause } from "../project/ProjectFork.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { JobId, type NewJob, type Tier } from "../store/JobQueue.ts"
import { holds } from "../task/ManualTask.ts"
import { taskIdOf } from "../task/Task.ts"
import type { TreeDigest } from "../tree/Tree.ts"
import { answersDue } from "./AnswerPlan.ts"
import { withAsked } from "./AskedPlan.ts"
import type { AdvanceGate, DueWork, RunAgent } from "./DueWork.ts"
import { currentGate, currentProof, definitionOf, lastRunOf, satisfies, stepsOf } from "./GateProgress.ts"
import { applies, type GateDefinition, type ProofRequirement } from "./Pipeline.ts"

export const due = (state: ProjectState): ReadonlyArray<DueWork> => withAsked(state, dueUnasked(state))

const dueUnasked = (state: ProjectState): ReadonlyArray<DueWork> => {
  const project = projectOf(state)
  if (project === undefined || project.status === "archived") return []

  const [commit] = commitsDue(state, project)
  if (commit !== undefined) return [{ _tag: "CommitTree", key: commit.key }]
  const marks = marksDue(state)
  return project.status === "active" ? [...marks, ...workDue(state, project)] : marks
}

/** In order. What a fork of a completed project begins with waits until something is changed there. */
const commitsDue = (state: ProjectState, { status }: ProjectRow) => {
  const commits = rowsOf(state, "commit")
    .filter((commit) => commit.status === "due" || commit.status === "started")
    .filter((commit) => status !== "paused" || commit.asked === true)
    .toSorted((a, b) => a.version - b.version)
  return status === "completed" && commits.every(({ key }) => key === forkCause) ? [] : commits
}

/** Branches and tags; nothing waits for them. */
const marksDue = (state: ProjectState): ReadonlyArray<DueWork> =>
  rowsOf(state, "ref")
    .filter(({ status }) => status === "due")
    .map(({ kind, name, sha }) => ({ _tag: "MarkCommit", kind, name, sha }))

const workDue = (state: ProjectState, project: ProjectRow): ReadonlyArray<DueWork> => {
  const gate = currentGate(state)
  const definition = gate && definitionOf(project, gate.gate)
  if (gate === undefined || definition === undefined) return []
  // Also while the gate is held: whoever is asked shall see the tree that the work goes on from.
  const restore = restoreAt(state, gate.gate)
  return restore === undefined
    ? dueAt(state, project, gate, definition).filter(
        (work) => work._tag !== "RunAgent" || !isAsked(state, work.runId)
      )
    : [{ _tag: "RestoreTree", gate: gate.gate, tree: restore.tree, version: restore.version }]
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
    case "MarkCommit":
    case "RestoreTree":
      return "critical"
    case "CheckTree":
    case "PushTree":
    case "DeployTree":
    case "RunAskedPush":
    case "RunAskedDeployment":
    case "OpenPullRequest":
    case "MakeRelease":
      return "high"
    case "BuildTree":
    case "RunAskedBuild":
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
    case "MarkCommit":
      return `mark/${work.kind}/${work.name}/${work.sha}`
    case "RestoreTree":
      return `restore/${work.gate}/${work.version}/${work.tree}`
    case "BuildTree":
      return `build/${work.gate}/${work.tree}`
    case "CheckTree":
    case "PushTree":
      return `${work._tag === "CheckTree" ? "check" : "push"}/${work.gate}/${work.tree}/${work.kind}`
    case "DeployTree":
      return `deploy/${work.gate}/${work.tree}/${work.target}`
    case "RunAskedBuild":
      return `asked/build/${work.buildId}`
    case "RunAskedPush":
      return `asked/push/${work.key}`
    case "RunAskedDeployment":
      return `asked/deploy/${work.key}`
    case "OpenPullRequest":
      return `asked/request/${work.id}`
    case "MakeRelease":
      return `asked/release/${work.tag}`
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
      if (!takesPart) return advance("skip")
      return (
        dueInside(state, project, gate, definition) ??
        // Somebody has to do it before the gate can be put to review.
        (rowsOf(state, "manualTask").some((task) => holds(task, gate.gate)) ? [] : advance("submit"))
      )
    case "blocked":
      return answersDue(state, gate)
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
  const instructed = instructionDue(state, gate.gate)
  if (instructed !== undefined) return instructed
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
  const repair = repairStep(state, gate, definition)
  if (repair !== undefined)
    return repair._tag === "repair"
      ? agentWork(state, gate, repair.step, "heal")
      : proving(gate, definition, tree, repair.requirements)
  const missing = open.filter((requirement) => currentProof(state, requirement) === undefined)
  return proving(gate, definition, tree, missing.length > 0 ? missing : open)
}

const agentWork = (
  state: ProjectState,
  gate: GateRow,
  step: string,
  fresh: AgentPurpose
): ReadonlyArray<DueWork> => {
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
  // Nobody is called for a run that waits for a claim, as long as what it was told is true.
  if (last !== undefined && isUnanswered(last) && isUpToDate(state, last)) return []
  if (last !== undefined && isBusy(state, last.runId)) return [work(last.purpose, last.attempt, last.runId)]
  const next = AgentRunId.make(`${gate.gate}.${step}.${(task?.runs ?? 0) + 1}`)
  if (task === undefined || last === undefined) return [work("work", 1, next)]
  if (last.status === "refused" && task.refusals > 0) return [work("correct", task.refusals, next)]
  const attempts = {
    heal: repairsAt(state, gate.gate) + 1,
    rework: Math.max(1, gate.round - 1),
    work: 1,
    correct: 1,
    answer: 1,
    instruct: 1
  }
  return [work(fresh, attempts[fresh], next)]
}

/** The run is on its way or waits to be applied. */
const isBusy = (state: ProjectState, runId: AgentRunId | null): boolean => {
  const status = runId === null ? undefined : rowOf(state, "agentRun", runId)?.status
  return status === "started" || status === "answered"
}

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
