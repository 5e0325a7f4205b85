/**
 * Plans again from the log. At start it asks for whatever was due when the last process ended, so that a run resumes;
 * at any other time it changes nothing, since the queue knows the jobs already.
 */
import { projectOf } from "@layercake/core/project/ProjectState"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Schema } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { ProjectStates } from "../project/ProjectStates.ts"

export const project = Effect.fn("Reconciler.project")(function* (id: ProjectId) {
  const states = yield* ProjectStates
  const queue = yield* JobQueue
  const templates = yield* AgentTemplates
  const state = yield* states.load(id)
  const jobs = Planner.plan(id, state, (work, state) =>
    work._tag === "RunAgent" ? templates.tierOf(state, work) : Planner.defaultTier(work)
  )
  yield* queue.enqueue(jobs)
  return { jobs, status: projectOf(state)?.status }
})

const isActive = Schema.is(Schema.Struct({ status: Schema.Literal("active") }))

/** Every project that the read models know as active. */
export const all = Effect.fn("Reconciler.all")(function* () {
  const views = yield* ReadModelStore
  const rows = yield* views.list("project")
  return yield* Effect.forEach(
    rows.filter(({ row }) => isActive(row)),
    (row) => project(row.project)
  )
})
