/**
 * Deliveries on the memory queue, with time in the test's hands.
 */
import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue, type NewJob } from "@layercake/core/store/JobQueue"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Deferred, Duration, Effect, Fiber, Layer, Metric, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Factory from "../../src/Factory.ts"
import { deliver, type DeliveryOptions, limited } from "../../src/worker/JobDelivery.ts"
import { WorkFailed } from "../../src/worker/WorkFailed.ts"
import * as WorkerMetric from "../../src/worker/WorkerMetric.ts"
import { makeState } from "@layercake/memory/MemoryState"
import * as MemoryFactory from "../MemoryFactory.ts"

const options: DeliveryOptions = {
  timeouts: { SlowKind: "3 hours" },
  timeout: "1 hour",
  heartbeat: "2 seconds"
}

const aJob = (job: Partial<NewJob> = {}): NewJob => ({
  id: JobId.make("rooms/sample/1"),
  tier: "medium",
  project: ProjectId.make("rooms"),
  kind: "Sample",
  payload: {},
  ...job
})

const taken = Effect.fnUntraced(function* (job: NewJob) {
  const queue = yield* JobQueue
  yield* queue.enqueue([job])
  return { queue, job: yield* queue.take(job.tier) }
})

const store = Layer.suspend(() =>
  Factory.layer(MemoryFactory.templates).pipe(
    Layer.provideMerge(MemoryStore.layerWith(makeState(), { lease: "30 seconds" }))
  )
)

const seen = (queue: JobQueue["Service"], id: JobId) => Effect.map(queue.get(id), Option.getOrThrow)

describe("a delivery", () => {
  it.effect("is stopped when it runs longer than its limit, and tried again", () =>
    Effect.gen(function* () {
      for (const [job, minutes] of [
        [aJob(), 60],
        [aJob({ id: JobId.make("slow"), kind: "SlowKind" }), 180],
        [aJob({ id: JobId.make("own"), kind: "SlowKind", timeoutMillis: 90_000 }), 1.5]
      ] as const) {
        const { queue, job: leased } = yield* taken(job)
        const interrupted = yield* Deferred.make<void>()
        const endless = Effect.onInterrupt(Effect.never, () => Deferred.succeed(interrupted, undefined))
        const delivery = yield* Effect.forkChild(deliver(leased, limited(leased, endless, options), options))

        yield* TestClock.adjust(Duration.subtract(Duration.minutes(minutes), Duration.millis(1)))
        assert.strictEqual((yield* seen(queue, job.id)).state, "running")
        yield* TestClock.adjust("1 millis")
        yield* Fiber.join(delivery)

        yield* Deferred.await(interrupted)
        const view = yield* seen(queue, job.id)
        assert.deepInclude(view, { state: "delayed", attempt: 1 })
        assert.match(view.error ?? "", new RegExp(`^${job.kind} ran longer than \\S.* and was stopped\\.`))
        yield* queue.cancel(job.id, "the next one")
      }
    }).pipe(Effect.provide(store))
  )

  it.effect("is stopped soon after its job was cancelled, and its end does not count", () =>
    Effect.gen(function* () {
      const { queue, job } = yield* taken(aJob())
      const delivery = yield* Effect.forkChild(deliver(job, Effect.never, options))
      yield* TestClock.adjust("9 seconds")

      yield* queue.cancel(job.id, "not wanted any more")
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(delivery)

      assert.deepInclude(yield* seen(queue, job.id), { state: "cancelled", error: "not wanted any more" })
    }).pipe(Effect.provide(store))
  )

  it.effect("keeps its lease as long as it goes on", () =>
    Effect.gen(function* () {
      const { queue, job } = yield* taken(aJob())
      const end = yield* Deferred.make<void>()
      const other = yield* Effect.forkChild(queue.take("medium"))
      const delivery = yield* Effect.forkChild(
        deliver(
          job,
          Effect.andThen(
            Deferred.await(end),
            Effect.fail(new WorkFailed({ detail: "no luck", isRetryable: true }))
          ),
          options
        )
      )

      yield* TestClock.adjust("50 minutes")
      assert.isUndefined(other.pollUnsafe())
      yield* Deferred.succeed(end, undefined)
      yield* Fiber.join(delivery)

      assert.deepInclude(yield* seen(queue, job.id), { state: "delayed", error: "no luck" })
    }).pipe(Effect.provide(store))
  )

  it.effect("goes on when the store does not answer a heartbeat", () =>
    Effect.gen(function* () {
      const { queue, job } = yield* taken(aJob())
      let beats = 0
      const flaky = JobQueue.of({
        ...queue,
        heartbeat: (held) =>
          Effect.suspend(() =>
            ++beats % 2 === 1
              ? Effect.fail(new StoreUnavailable({ operation: "heartbeat", cause: "away" }))
              : queue.heartbeat(held)
          )
      })
      const delivery = yield* Effect.forkChild(
        Effect.provideService(deliver(job, Effect.never, options), JobQueue, flaky)
      )

      yield* TestClock.adjust("5 minutes")

      assert.isUndefined(delivery.pollUnsafe())
      assert.strictEqual((yield* seen(queue, job.id)).state, "running")
      yield* Fiber.interrupt(delivery)
    }).pipe(Effect.provide(store))
  )

  it.effect("is counted by tier and outcome, with how long it ran", () =>
    Effect.gen(function* () {
      const { job } = yield* taken(aJob({ tier: "low" }))
      const failing = Effect.delay(
        Effect.fail(new WorkFailed({ detail: "no luck", isRetryable: true })),
        "10 seconds"
      )
      const delivery = yield* Effect.forkChild(deliver(job, failing, options))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(delivery)
      yield* WorkerMetric.sample

      const ended = yield* Metric.value(
        Metric.withAttributes(WorkerMetric.ended, { tier: "low", outcome: "retried" })
      )
      const run = yield* Metric.value(Metric.withAttributes(WorkerMetric.run, { tier: "low" }))
      const delayed = yield* Metric.value(
        Metric.withAttributes(WorkerMetric.depth, { tier: "low", state: "delayed" })
      )
      assert.deepStrictEqual([ended.count, run.count, run.sum, delayed.value], [1, 1, 10_000, 1])
    }).pipe(Effect.provide(store))
  )
})
