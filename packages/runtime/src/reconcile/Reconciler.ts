/**
 * Plans again from the log. At start it asks for whatever was due when the last process ended, so that a run resumes;
 * at any other time it changes nothing, since the queue knows the jobs already.
 */
import { EventUnreadable } from "@layercake/core/event/EventCodec"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { JobQueue, type JobView } from "@layercake/core/store/JobQueue"
import { Effect, Schema, Stream } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import * as ProjectRows from "../project/ProjectRows.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import { mentions } from "../worker/JobRunner.ts"

const isUnreadable = Schema.is(EventUnreadable)

export const project = Effect.fn("Reconciler.project")(function* (id: ProjectId) {
  const states = yield* ProjectStates
  const queue = yield* JobQueue
  const templates = yield* AgentTemplates
  const state = yield* states.load(id)
  const jobs = Planner.plan(id, state, templates.tierOf)
  yield* queue.enqueue(jobs)
  return { jobs, state }
})

/** Those that the read models know as active. */
export const activeProjects = ProjectRows.all().pipe(
  Stream.filter(({ row }) => row.status === "active"),
  Stream.map(({ project }) => project),
  Stream.runCollect
)

/**
 * One project and what is due in it. What was given up and is due, with no entry left that waits for a person because of
 * it, is tried again: whoever resolved the entry may have ended before it could say so. One that this release cannot read
 * is left as it is, and keeps the others from nothing.
 */
export const projectWithDead = Effect.fnUntraced(
  function* (id: ProjectId, dead: ReadonlyArray<JobView>) {
    const queue = yield* JobQueue
    const { jobs, state } = yield* project(id)
    const free = dead.filter(
      (job) => jobs.some(({ id }) => id === job.id) && mentions(state, job.id, true).length === 0
    )
    yield* Effect.forEach(free, (job) => queue.requeue(job.id), { discard: true })
    return jobs
  },
  Effect.catchIf(isUnreadable, (error) => Effect.as(Effect.logError(error.message), []))
)

/** Every active project. */
export const all = Effect.fn("Reconciler.all")(function* () {
  const queue = yield* JobQueue
  const dead = yield* queue.list({ state: "dead" })
  yield* Effect.forEach(yield* activeProjects, (id) => projectWithDead(id, dead), { discard: true })
})
