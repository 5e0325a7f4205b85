/**
 * Answers the operations on projects.
 */
import { ProjectOperations } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { ChangePolicy, PauseProject, ResumeProject } from "@layercake/core/project/ProjectCommand"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import * as Intake from "../intake/Intake.ts"
import * as ProjectReport from "./ProjectReport.ts"
import { Session } from "./Session.ts"

/** The project's row and state, or that there is no such project. */
export const find = Moments.now

const summary = Effect.fnUntraced(function* (project: ProjectId) {
  const { row, state } = yield* find(project)
  return ProjectReport.summaryOf(project, row, state)
})

const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* commands.execute(project, command, { actor })
  return yield* summary(project)
})

export const layer = ProjectOperations.toLayer({
  "projects.create": (request) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      return yield* summary(yield* Intake.take(request, actor))
    }),
  "projects.list": () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const rows = yield* views.list("project")
      return yield* Effect.forEach(rows, (row) => summary(row.project))
    }),
  "projects.status": ({ project }) =>
    Effect.map(find(project), ({ row, state }) => ProjectReport.statusOf(project, row, state)),
  "projects.pause": ({ project, reason }) => order(project, new PauseProject({ reason })),
  "projects.resume": ({ project }) => order(project, new ResumeProject({})),
  "projects.policy": ({ policy, project }) => order(project, new ChangePolicy({ policy }))
})
