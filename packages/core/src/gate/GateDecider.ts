/**
 * Turns a command about a gate into facts. Pure. How a gate passes and what reopening means stand beside it.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { evidenceOf, isPassed, stepsOf } from "../pipeline/GateProgress.ts"
import { findings } from "../pipeline/GateRules.ts"
import { applies, type GateDefinition } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotActive, ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import { taskIdOf } from "../task/Task.ts"
import { TaskCreated } from "../task/TaskEvent.ts"
import type { GateRow } from "./GateBoard.ts"
import type { GateCommand } from "./GateCommand.ts"
import { GateNotPassed, GateNotReady, GateUnknown, PersonRequired } from "./GateError.ts"
import { GateOpened, GateRejected, GateSkipped, GateSubmitted } from "./GateEvent.ts"
import { approve, completion, passByItself } from "./GatePassing.ts"
import { heldFromStart, reopen } from "./GateReopening.ts"
import { openReview } from "./Reviewing.ts"

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
    case "OpenReview":
      return gate.status === "in-review"
        ? openReview(command, state, project, gate, actor)
        : notReady("reviewed")
    case "ApproveGate":
      return gate.status === "in-review"
        ? approve(command, state, project, definition, gate, actor)
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
      if (actor.kind !== "person" && actor.kind !== "system")
        return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
      return gate.status === "approved" ||
        gate.status === "rejected" ||
        gate.status === "skipped" ||
        gate.status === "in-review"
        ? Result.succeed(reopen(state, gate, command.reason, true))
        : notReady("reopened")
  }
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
