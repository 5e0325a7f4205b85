/**
 * Answers the operations on the queue. Nothing is told to the log: upkeep of the queue is no part of a project's history.
 */
import { JobNotFound, JobNotReady } from "@layercake/core/operation/JobError"
import { JobOperations } from "@layercake/core/operation/JobOperations"
import { type JobId, JobQueue, type Tier } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option } from "effect"

/** Jobs that are listed when no limit is given. */
const usual = 1000

const find = Effect.fnUntraced(function* (job: JobId) {
  const queue = yield* JobQueue
  const found = yield* queue.get(job)
  return yield* Option.match(found, {
    onNone: () => Effect.fail(new JobNotFound({ job })),
    onSome: Effect.succeed
  })
})

/** The job after the change, or why there was none. */
const changed = Effect.fnUntraced(function* (
  job: JobId,
  wanted: JobNotReady["wanted"],
  change: (queue: JobQueue["Service"]) => Effect.Effect<boolean, StoreUnavailable>
) {
  const queue = yield* JobQueue
  const before = yield* find(job)
  if (!(yield* change(queue))) {
    const { state } = Option.getOrElse(yield* queue.get(job), () => before)
    return yield* new JobNotReady({ job, state, wanted })
  }
  // It may be taken and done at once.
  return Option.getOrElse(yield* queue.get(job), () => before)
})

const standing = Effect.fnUntraced(function* (tier: Tier) {
  const queue = yield* JobQueue
  const found = (yield* queue.stats).find((stats) => stats.tier === tier)
  return found ?? (yield* Effect.die(`the queue says nothing of ${tier}`))
})

export const layer = JobOperations.toLayer({
  "jobs.list": (filter) =>
    Effect.flatMap(JobQueue, (queue) => queue.list({ ...filter, limit: filter.limit ?? usual })),
  "jobs.get": ({ job }) => find(job),
  "jobs.requeue": ({ job }) => changed(job, "put back", (queue) => queue.requeue(job)),
  "jobs.cancel": ({ job, reason }) => changed(job, "cancelled", (queue) => queue.cancel(job, reason)),
  "jobs.move": ({ job, tier }) => changed(job, "moved", (queue) => queue.move(job, tier)),
  "jobs.pause": ({ tier }) =>
    Effect.flatMap(JobQueue, (queue) => Effect.andThen(queue.pause(tier), standing(tier))),
  "jobs.resume": ({ tier }) =>
    Effect.flatMap(JobQueue, (queue) => Effect.andThen(queue.resume(tier), standing(tier))),
  "jobs.stats": () => Effect.flatMap(JobQueue, (queue) => queue.stats)
})
