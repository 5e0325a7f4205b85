/**
 * Answers the operations on the queue. What is done to it is told to the stream of LayerCake itself.
 */
import { JobNotFound, JobNotReady } from "@layercake/core/operation/JobError"
import { JobOperations, type RequeueReport } from "@layercake/core/operation/JobOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type JobFilter, type JobId, JobQueue, type Tier } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option } from "effect"
import * as Upkeep from "./Upkeep.ts"

/** Jobs that are listed when no limit is given. */
const usual = 1000

interface NamedJob {
  readonly job: JobId
  readonly project?: ProjectId
}

/** A job of another project than the named one is as one that is not there. */
const find = Effect.fnUntraced(function* ({ job, project }: NamedJob) {
  const queue = yield* JobQueue
  const found = yield* queue.get(job)
  return yield* Option.match(
    Option.filter(found, (view) => project === undefined || view.project === project),
    { onNone: () => Effect.fail(new JobNotFound({ job })), onSome: Effect.succeed }
  )
})

/** The job after the change, or why there was none. */
const changed = Effect.fnUntraced(function* (
  named: NamedJob,
  wanted: JobNotReady["wanted"],
  told: { readonly operation: string; readonly detail?: string },
  change: (queue: JobQueue["Service"]) => Effect.Effect<boolean, StoreUnavailable>
) {
  const { job } = named
  const queue = yield* JobQueue
  const before = yield* find(named)
  if (!(yield* change(queue))) {
    const { state } = Option.getOrElse(yield* queue.get(job), () => before)
    return yield* new JobNotReady({ job, state, wanted })
  }
  yield* Upkeep.record(told.operation, job, told.detail)
  // It may be taken and done at once.
  return Option.getOrElse(yield* queue.get(job), () => before)
})

/** One at a time: a job that meanwhile went another way is left out. */
const requeueAll = Effect.fnUntraced(function* (filter: JobFilter) {
  const queue = yield* JobQueue
  const limit = filter.limit ?? usual
  const found = yield* queue.list({ ...filter, limit: limit + 1 })
  const jobs = (yield* Effect.forEach(found.slice(0, limit), ({ id }) =>
    Effect.map(queue.requeue(id), (isBack) => (isBack ? [id] : []))
  )).flat()
  yield* Upkeep.record(
    "queue.requeueAll",
    filter.project ?? filter.tier ?? "queue",
    `${filter.state}: ${jobs.length} put back`
  )
  return { jobs, more: found.length > limit } satisfies RequeueReport
})

const standing = Effect.fnUntraced(function* (tier: Tier) {
  const queue = yield* JobQueue
  const found = (yield* queue.stats).find((stats) => stats.tier === tier)
  return found ?? (yield* Effect.die(`the queue says nothing of ${tier}`))
})

export const layer = JobOperations.toLayer({
  "queue.list": (filter) =>
    Effect.flatMap(JobQueue, (queue) => queue.list({ ...filter, limit: filter.limit ?? usual })),
  "queue.get": find,
  "queue.requeue": (named) =>
    changed(named, "put back", { operation: "queue.requeue" }, (queue) => queue.requeue(named.job)),
  "queue.requeueAll": requeueAll,
  "queue.cancel": ({ reason, ...named }) =>
    changed(named, "cancelled", { operation: "queue.cancel" }, (queue) => queue.cancel(named.job, reason)),
  "queue.move": ({ tier, ...named }) =>
    changed(named, "moved", { operation: "queue.move", detail: `to ${tier}` }, (queue) =>
      queue.move(named.job, tier)
    ),
  "queue.pause": ({ tier }) =>
    Effect.gen(function* () {
      const queue = yield* JobQueue
      yield* queue.pause(tier)
      yield* Upkeep.record("queue.pause", tier)
      return yield* standing(tier)
    }),
  "queue.resume": ({ tier }) =>
    Effect.gen(function* () {
      const queue = yield* JobQueue
      yield* queue.resume(tier)
      yield* Upkeep.record("queue.resume", tier)
      return yield* standing(tier)
    }),
  "queue.stats": () => Effect.flatMap(JobQueue, (queue) => queue.stats)
})
