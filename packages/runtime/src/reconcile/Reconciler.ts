/**
 * Plans again from the log. At start it asks for whatever was due when the last process ended, so that a run resumes;
 * at any other time it changes nothing, since the queue knows the jobs already.
 */
import { rowsOf } from "@layercake/core/project/ProjectState"
import { EventUnreadable } from "@layercake/core/event/EventCodec"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Schema } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import { mentionOf } from "../worker/JobRunner.ts"

export const project = Effect.fn("Reconciler.project")(function* (id: ProjectId) {
  const states = yield* ProjectStates
  const queue = yield* JobQueue
  const templates = yield* AgentTemplates
  const state = yield* states.load(id)
  const jobs = Planner.plan(id, state, templates.tierOf)
  yield* queue.enqueue(jobs)
  return { jobs, state }
})

/** One project that this release cannot read must not keep the others from going on. */
const skipUnreadable = <A, E, R>(effect: Effect.Effect<A, E | EventUnreadable, R>) =>
  Effect.catchIf(effect, isUnreadable, (error) => Effect.logError(error.message))

const isUnreadable = Schema.is(EventUnreadable)

const isActive = Schema.is(Schema.Struct({ status: Schema.Literal("active") }))

/**
 * Every project that the read models know as active. What was given up and is due, with no entry left that waits for
 * a person because of it, is tried again: whoever resolved the entry may have ended before it could say so.
 */
export const all = Effect.fn("Reconciler.all")(function* () {
  const views = yield* ReadModelStore
  const queue = yield* JobQueue
  const rows = yield* views.list("project")
  const dead = new Set((yield* queue.list).filter((job) => job.state === "dead").map((job) => job.id))
  return yield* Effect.forEach(
    rows.filter(({ row }) => isActive(row)),
    Effect.fnUntraced(function* (row) {
      const { jobs, state } = yield* project(row.project)
      const open = rowsOf(state, "hold").filter((hold) => hold.open)
      const free = jobs.filter(
        ({ id }) => dead.has(id) && !open.some((hold) => hold.detail.endsWith(mentionOf(id)))
      )
      yield* Effect.forEach(free, (job) => queue.requeue(job.id), { discard: true })
    }, skipUnreadable),
    { discard: true }
  )
})
