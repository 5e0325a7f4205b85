/**
 * What the suites of the job queue share: an empty queue to begin with, and who no longer has a job.
 */
import { assert } from "@effect/vitest"
import { JobQueue, type LeasedJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect } from "effect"

/** Lets each test begin with an empty queue, whatever the one before left behind. */
export const emptied = Effect.gen(function* () {
  const queue = yield* JobQueue
  yield* Effect.forEach(tiers, queue.resume)
  yield* queue.reclaim
  for (const { id, tier, state } of yield* queue.list()) {
    if (state === "delayed") yield* queue.cancel(id, "not wanted any more")
    if (state !== "waiting") yield* queue.requeue(id)
    yield* queue.complete(yield* queue.take(tier))
  }
  return queue
})

/** Takes so many, one after the other, and completes each. */
export const drained = (queue: JobQueue["Service"], tier: Tier, count: number) =>
  Effect.forEach(Array.from({ length: count }), () => Effect.tap(queue.take(tier), queue.complete))

export const states = Effect.gen(function* () {
  const queue = yield* JobQueue
  return (yield* queue.list()).map(({ id, state, attempt, error }) => ({ id, state, attempt, error }))
})

const isLost = (error: { readonly _tag: string }) => assert.strictEqual(error._tag, "LeaseLost")

export const refusesAll = Effect.fnUntraced(function* (queue: JobQueue["Service"], job: LeasedJob) {
  isLost(yield* Effect.flip(queue.heartbeat(job)))
  isLost(yield* Effect.flip(queue.complete(job)))
  isLost(yield* Effect.flip(queue.retry(job, { delay: Duration.zero, error: "late" })))
  isLost(yield* Effect.flip(queue.bury(job, "late")))
})
