/**
 * Answers the operations on the work of a project.
 */
import { PipelineOperations } from "@layercake/core/operation/PipelineOperations"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { DueWork } from "@layercake/core/pipeline/DueWork"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  PauseProject,
  ResumeProject,
  StartProject,
  StopProject
} from "@layercake/core/project/ProjectCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Option } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import * as StateView from "../project/StateView.ts"
import * as Reconciler from "../reconcile/Reconciler.ts"
import { find, order, summary } from "./ProjectHandlers.ts"
import * as ProjectReport from "./ProjectReport.ts"

/** What is due is queued, also what was given up or taken out of the queue, unless an open entry waits for a person. */
const start = Effect.fnUntraced(function* (project: ProjectId) {
  const queue = yield* JobQueue
  yield* order(project, new StartProject({}))
  const dead = yield* queue.list({ project, state: "dead" })
  const cancelled = yield* queue.list({ project, state: "cancelled" })
  yield* Reconciler.projectWithDead(project, [...dead, ...cancelled])
  return yield* summary(project)
})

const next = Effect.fnUntraced(function* (project: ProjectId) {
  const { row, state } = yield* find(project)
  const queue = yield* JobQueue
  const templates = yield* AgentTemplates
  const due = yield* Effect.forEach(Planner.plan(project, state, templates.tierOf), (job) =>
    Effect.map(queue.get(job.id), (queued) => ({
      job: job.id,
      tier: job.tier,
      // The planner makes the payload of the work.
      work: job.payload as unknown as DueWork,
      state: Option.getOrNull(Option.map(queued, ({ state }) => state))
    }))
  )
  return { waiting: ProjectReport.waitingFor(row, state), due }
})

const status = StateView.make(({ project, row, state }) => ProjectReport.statusOf(project, row, state))

export const layer = PipelineOperations.toLayer({
  "pipeline.start": ({ project }) => start(project),
  "pipeline.pause": ({ project, reason }) => order(project, new PauseProject({ reason })),
  "pipeline.resume": ({ project }) => order(project, new ResumeProject({})),
  "pipeline.stop": ({ project, reason }) => order(project, new StopProject({ reason })),
  "pipeline.status": ({ project }) => Effect.map(find(project), status),
  "pipeline.next": ({ project }) => next(project)
})
