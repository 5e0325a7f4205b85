/**
 * Answers the operations on projects as a whole.
 */
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { ProjectOperations, type ProjectSummary } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { projectOf } from "@layercake/core/project/ProjectState"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import {
  ArchiveProject,
  ChangePolicy,
  RenameProject,
  RestoreProject
} from "@layercake/core/project/ProjectCommand"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import * as Intake from "../intake/Intake.ts"
import * as ProjectPages from "../project/ProjectPages.ts"
import * as StateView from "../project/StateView.ts"
import * as ProjectReport from "./ProjectReport.ts"
import { Session } from "./Session.ts"

/** The project's row and state, or that there is no such project. */
export const find = Moments.now

export const summary = Effect.fnUntraced(function* (project: ProjectId) {
  const { row, state } = yield* find(project)
  return ProjectReport.summaryOf(project, row, state)
})

export const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* commands.execute(project, command, { actor })
  const row = projectOf(state)
  return row === undefined ? yield* new ProjectNotFound({}) : ProjectReport.summaryOf(project, row, state)
})

/** What is at rest is known from its stored rows; what is worked on is looked at as it is. */
const listed = Effect.fnUntraced(function* (project: ProjectId, row: ProjectRow) {
  if (row.status === "active") return yield* summary(project)
  const views = yield* ReadModelStore
  const gates = row.status === "completed" ? [] : yield* views.list("gate", project)
  return {
    project,
    title: row.title,
    status: row.status,
    gate: ProjectReport.firstOpen(gates.map((gate) => gate.row)),
    waiting: ProjectReport.pausedText(row),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt
  } satisfies ProjectSummary
})

const details = StateView.make(({ project, row, state }) => ({
  ...ProjectReport.summaryOf(project, row, state),
  version: state.version,
  projectType: row.projectType,
  userInterface: row.userInterface,
  brief: row.brief,
  tree: row.tree,
  forkedFrom: row.forkedFrom,
  pipeline: row.pipeline,
  policy: row.policy
}))

export const layer = ProjectOperations.toLayer({
  "projects.create": (request) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      return yield* summary(yield* Intake.take(request, actor))
    }),
  "projects.get": ({ project }) => Effect.map(find(project), details),
  "projects.list": (query) =>
    Effect.gen(function* () {
      const page = yield* ProjectPages.page(query)
      const projects = yield* Effect.forEach(page.projects, ({ project, row }) => listed(project, row), {
        concurrency: ProjectPages.concurrency
      })
      return { projects, next: page.next }
    }),
  "projects.update": ({ project, title }) => order(project, new RenameProject({ title })),
  "projects.archive": ({ project }) => order(project, new ArchiveProject({})),
  "projects.restore": ({ project }) => order(project, new RestoreProject({})),
  "projects.policy": ({ policy, project }) => order(project, new ChangePolicy({ policy }))
})
