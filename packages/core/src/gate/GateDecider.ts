/**
 * Turns a command about a gate into facts. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { DesignChosen } from "../document/DocumentEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { evidenceOf, gatesInOrder, isPassed, stepsOf } from "../pipeline/GateProgress.ts"
import { approverFit, findings } from "../pipeline/GateRules.ts"
import type { GateDefinition } from "../pipeline/Pipeline.ts"
import { applies } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotActive, ProjectNotFound } from "../project/ProjectError.ts"
import { ProjectCompleted } from "../project/ProjectEvent.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { taskIdOf } from "../task/Task.ts"
import { TaskCreated, TaskReopened } from "../task/TaskEvent.ts"
import { canonicalEvidence } from "./Evidence.ts"
import type { GateRow } from "./GateBoard.ts"
import type { ApproveGate, GateCommand, PassGate } from "./GateCommand.ts"
import {
  DesignNotChosen,
  EvidenceStale,
  GateNotPassed,
  GateNotReady,
  GateUnknown,
  PersonRequired
} from "./GateError.ts"
import {
  type Authority,
  GateApproved,
  GateBlocked,
  GateOpened,
  GateRejected,
  GateReopened,
  GateSkipped,
  GateSubmitted
} from "./GateEvent.ts"

export const decide: Decide<GateCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  const gate = rowOf(state, "gate", command.gate)
  const definition = project.pipeline.gates.find((definition) => definition.id === command.gate)
  if (gate === undefined || definition === undefined)
    return Result.fail(
      new GateUnknown({ gate: command.gate, known: project.pipeline.gates.map((gate) => gate.id) })
    )
  if (project.status !== "active" && !(project.status === "completed" && command._tag === "ReopenGate"))
    return Result.fail(new ProjectNotActive({ status: project.status }))

  const notReady = (wanted: string) =>
    Result.fail(new GateNotReady({ gate: gate.gate, status: gate.status, wanted }))
  switch (command._tag) {
    case "OpenGate":
      return gate.status === "pending" ? open(state, project, definition) : notReady("opened")
    case "SubmitGate":
      return gate.status === "open" || gate.status === "reopened"
        ? submit(state, definition, command.digest)
        : notReady("submitted")
    case "ApproveGate":
      return gate.status === "in-review"
        ? approve(command, state, definition, gate, actor)
        : notReady("approved")
    case "PassGate":
      return gate.status === "in-review"
        ? passByItself(command, state, project, definition, gate, actor)
        : notReady("passed")
    case "RejectGate":
      if (actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
      return gate.status === "in-review"
        ? Result.succeed([new GateRejected({ gate: gate.gate, reason: command.reason })])
        : notReady("rejected")
    case "SkipGate":
      return skip(command.reason, state, project, definition, gate, actor)
    case "ReopenGate":
      return gate.status === "approved" ||
        gate.status === "rejected" ||
        gate.status === "skipped" ||
        gate.status === "in-review"
        ? Result.succeed(reopen(state, gate, command.reason, true))
        : notReady("reopened")
  }
}

/**
 * Reopens the gate and every later one that had begun, since they were passed on what may change now. With `rework`
 * the agents do the gate's work again; without, what was changed stays and is only proven and reviewed again. A later
 * gate that is blocked stays so until it is resolved.
 */
export const reopen = (
  state: ProjectState,
  gate: GateRow,
  reason: string,
  rework: boolean
): ReadonlyArray<FactoryEvent> => {
  const project = projectOf(state)
  const definition = project?.pipeline.gates.find((definition) => definition.id === gate.gate)
  const steps = project && definition ? stepsOf(project, definition).map((step) => step.id) : []
  const later = gatesInOrder(state).filter(
    (other) => other.order > gate.order && other.status !== "pending" && other.status !== "blocked"
  )
  return [
    ...again(state, gate, reason, rework ? steps : []),
    ...later.flatMap((other) => again(state, other, `${gate.gate} was reopened`, []))
  ]
}

/** The gate's next round; the named steps are done again, and so are those that failed. */
const again = (
  state: ProjectState,
  gate: GateRow,
  reason: string,
  steps: ReadonlyArray<string>
): ReadonlyArray<FactoryEvent> => [
  new GateReopened({ gate: gate.gate, round: gate.round + 1, reason }),
  ...rowsOf(state, "task")
    .filter((task) => task.gate === gate.gate && (task.status === "failed" || steps.includes(task.step)))
    .map((task) => new TaskReopened({ taskId: task.taskId, reason })),
  ...heldFromStart(state, gate.gate)
]

/** What was raised about the gate while it was not open blocks it once it is. */
const heldFromStart = (state: ProjectState, gate: GateRow["gate"]): ReadonlyArray<FactoryEvent> =>
  rowsOf(state, "hold")
    .filter((hold) => hold.open && hold.gate === gate)
    .slice(0, 1)
    .map((hold) => new GateBlocked({ gate, by: hold.id, reason: hold.title }))

/** On whose word the gate passes without a person; undefined when it needs one. */
export const authorityWithoutPerson = (
  project: ProjectRow,
  definition: GateDefinition
): Authority | undefined => {
  if (definition.approval === "proof") return "proof"
  if (definition.approval === "policy" && project.policy.passOnProof.includes(definition.id)) return "proof"
  return project.policy.unattended?.gates.includes(definition.id) ? "policy" : undefined
}

/** The same, if nothing stands in the way that only a person can accept or put right. */
export const passesWithoutPerson = (
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition
): Authority | undefined => {
  const authority = authorityWithoutPerson(project, definition)
  return authority !== undefined && inTheWay(state, project, definition, authority).length === 0
    ? authority
    : undefined
}

const inTheWay = (
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  authority: Authority
) => {
  const mayStand = authority === "policy" ? (project.policy.unattended?.acceptInconclusive ?? []) : []
  return findings(state, definition).filter(
    (finding) => finding.severity === "stop" || !mayStand.some((kind) => kind === finding.subject)
  )
}

const open = (state: ProjectState, project: ProjectRow, definition: GateDefinition): Decision => {
  const before = findings(state, definition).filter((finding) => finding.rule === "order")
  if (before.length > 0) return Result.fail(new GateNotPassed({ gate: definition.id, findings: before }))
  return Result.succeed([
    new GateOpened({ gate: definition.id }),
    ...stepsOf(project, definition).map(
      (step) =>
        new TaskCreated({
          taskId: taskIdOf(definition.id, step.id),
          gate: definition.id,
          step: step.id,
          agent: step.agent,
          title: step.title
        })
    ),
    ...heldFromStart(state, definition.id)
  ])
}

const submit = (
  state: ProjectState,
  definition: GateDefinition,
  digest: GateSubmitted["digest"]
): Decision => {
  const stops = findings(state, definition).filter((finding) => finding.severity === "stop")
  const evidence = evidenceOf(state, definition.id)
  if (stops.length > 0 || evidence === undefined)
    return Result.fail(new GateNotPassed({ gate: definition.id, findings: stops }))
  return Result.succeed([new GateSubmitted({ gate: definition.id, evidence, digest })])
}

const isStale = (state: ProjectState, gate: GateRow, reviewed: GateSubmitted["digest"]): boolean => {
  const now = evidenceOf(state, gate.gate)
  return (
    gate.digest !== reviewed ||
    gate.evidence === null ||
    now === undefined ||
    canonicalEvidence(now) !== canonicalEvidence(gate.evidence)
  )
}

const approve = (
  command: ApproveGate,
  state: ProjectState,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  if (actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isStale(state, gate, command.reviewed))
    return Result.fail(
      new EvidenceStale({ gate: gate.gate, reviewed: command.reviewed, current: gate.digest })
    )
  const found = [...findings(state, definition), ...approverFit(state, definition, actor, command.reviewed)]
  const stops = found.filter((finding) => finding.severity === "stop" || !command.accept)
  if (stops.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: stops }))

  const offered = designsAt(state, definition)
  const design = offered.find((design) => design.path === command.design)
  if (offered.length > 0 && design === undefined)
    return Result.fail(
      new DesignNotChosen({ gate: gate.gate, offered: offered.map((design) => design.path) })
    )
  return Result.succeed([
    ...(design ? [new DesignChosen({ gate: gate.gate, path: design.path, digest: design.digest })] : []),
    ...approved(
      state,
      gate,
      "person",
      command.reviewed,
      found.map((finding) => finding.message),
      command.comment
    )
  ])
}

const passByItself = (
  command: PassGate,
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  const authority = authorityWithoutPerson(project, definition)
  if (
    authority === undefined ||
    actor.kind === "agent" ||
    (authority === "policy" && actor.kind !== "automation")
  )
    return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isStale(state, gate, command.reviewed))
    return Result.fail(
      new EvidenceStale({ gate: gate.gate, reviewed: command.reviewed, current: gate.digest })
    )
  const found = findings(state, definition)
  const stops = inTheWay(state, project, definition, authority)
  if (stops.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: stops }))
  const design = designsAt(state, definition)[0]
  return Result.succeed([
    ...(design ? [new DesignChosen({ gate: gate.gate, path: design.path, digest: design.digest })] : []),
    ...approved(
      state,
      gate,
      authority,
      command.reviewed,
      found.map((finding) => finding.message),
      ""
    )
  ])
}

const skip = (
  reason: string,
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  const wanted = !applies(definition.when, project.userInterface)
  if (!wanted && actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isPassed(gate))
    return Result.fail(new GateNotReady({ gate: gate.gate, status: gate.status, wanted: "skipped" }))
  const before = findings(state, definition).filter((finding) => finding.rule === "order")
  if (before.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: before }))
  return Result.succeed([new GateSkipped({ gate: gate.gate, reason }), ...completion(state, gate)])
}

const designsAt = (state: ProjectState, definition: GateDefinition) =>
  definition.work
    .flatMap((step) => step.produces)
    .filter((document) => document.kind === "design")
    .flatMap((document) => {
      const design = rowOf(state, "design", document.path)
      return design ? [design] : []
    })

const approved = (
  state: ProjectState,
  gate: GateRow,
  authority: Authority,
  digest: GateApproved["digest"],
  accepted: ReadonlyArray<string>,
  comment: string
): ReadonlyArray<FactoryEvent> => [
  new GateApproved({ gate: gate.gate, authority, digest, accepted, comment }),
  ...completion(state, gate)
]

const completion = (state: ProjectState, gate: GateRow): ReadonlyArray<FactoryEvent> =>
  gatesInOrder(state).every((other) => other.gate === gate.gate || isPassed(other))
    ? [new ProjectCompleted({})]
    : []
