/**
 * Turns a command about the whole project into facts. Pure.
 */
import { Result } from "effect"
import { AgentRunCancelled } from "../agent/AgentRunEvent.ts"
import type { RefusalReason } from "../command/CommandRefused.ts"
import type { Decide } from "../command/Decide.ts"
import { DocumentWritten } from "../document/DocumentEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { gatesInOrder, isPassed } from "../pipeline/GateProgress.ts"
import { faults, matchesPath } from "../pipeline/Pipeline.ts"
import { TreeChanged } from "../tree/TreeEvent.ts"
import type { ProjectCommand } from "./ProjectCommand.ts"
import { reviseBrief } from "./BriefRevision.ts"
import { fork } from "./ProjectFork.ts"
import {
  PipelineInvalid,
  PolicyNeedsPerson,
  ProjectExists,
  ProjectNotActive,
  ProjectNotFound
} from "./ProjectError.ts"
import {
  PolicyChanged,
  ProjectArchived,
  ProjectCompleted,
  ProjectCreated,
  ProjectPaused,
  ProjectRenamed,
  ProjectRestored,
  ProjectResumed
} from "./ProjectEvent.ts"
import type { ProjectRow } from "./ProjectBoard.ts"
import { projectOf, type ProjectState, rowsOf } from "./ProjectState.ts"

export const decide: Decide<ProjectCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (command._tag === "CreateProject") {
    if (project !== undefined) return Result.fail(new ProjectExists({}))
    const broken = faults(command.pipeline)
    if (broken.length > 0) return Result.fail(new PipelineInvalid({ faults: broken }))
    const { brief, file, files = [], pipeline, policy, start = true, title, tree } = command
    return Result.succeed([
      new ProjectCreated({ title, brief, pipeline, policy }),
      new TreeChanged({
        cause: "intake",
        author: "intake",
        subject: `Brief: ${title}`,
        written: [file, ...files],
        removed: [],
        tree
      }),
      ...pipeline.gates.flatMap((gate) =>
        gate.documents
          .filter((document) => matchesPath(document, file.path))
          .map(
            (document) =>
              new DocumentWritten({
                kind: document.kind,
                path: file.path,
                digest: file.digest,
                version: 1,
                gate: gate.id
              })
          )
      ),
      ...(start ? [] : [new ProjectPaused({ reason: "it has not been started yet" })])
    ])
  }
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  switch (command._tag) {
    case "RenameProject":
      return Result.succeed(
        command.title === project.title ? [] : [new ProjectRenamed({ title: command.title })]
      )
    case "ChangePolicy":
      return actor.kind === "person"
        ? Result.succeed([new PolicyChanged({ policy: command.policy })])
        : Result.fail(new PolicyNeedsPerson({ actor }))
    case "PauseProject":
      return only(project.status === "active", project.status, new ProjectPaused({ reason: command.reason }))
    case "ResumeProject":
      return only(project.status === "paused", project.status, new ProjectResumed({}))
    case "StartProject":
      return project.status === "active"
        ? Result.succeed([])
        : only(project.status === "paused", project.status, new ProjectResumed({}))
    case "StopProject":
      return stop(command.reason, state, project)
    case "ReviseBrief":
      return reviseBrief(command, state, project, actor)
    case "ArchiveProject":
      return only(project.status !== "archived", project.status, new ProjectArchived({}))
    case "ForkProject":
      return Result.succeed(fork(command, state, project))
    case "RestoreProject":
      return Result.map(
        only(project.status === "archived", project.status, new ProjectRestored({})),
        (events) => (gatesInOrder(state).every(isPassed) ? [...events, new ProjectCompleted({})] : events)
      )
  }
}

/** Answers that are there already were paid for; they stay. */
const stop = (
  reason: string,
  state: ProjectState,
  project: ProjectRow
): Result.Result<ReadonlyArray<FactoryEvent>, RefusalReason> =>
  project.status === "active" || project.status === "paused"
    ? Result.succeed([
        ...(project.status === "active" ? [new ProjectPaused({ reason })] : []),
        ...rowsOf(state, "agentRun")
          .filter((run) => run.status === "started")
          .map((run) => new AgentRunCancelled({ runId: run.runId, reason: "the work was stopped" }))
      ])
    : Result.fail(new ProjectNotActive({ status: project.status }))

const only = (
  allowed: boolean,
  status: ProjectNotActive["status"],
  event: FactoryEvent
): Result.Result<ReadonlyArray<FactoryEvent>, RefusalReason> =>
  allowed ? Result.succeed([event]) : Result.fail(new ProjectNotActive({ status }))
