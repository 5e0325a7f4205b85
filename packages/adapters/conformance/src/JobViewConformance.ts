/**
 * What people are shown of the queue: one job, some jobs, the tiers. A part of `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { JobId, type JobQueue, tiers } from "@layercake/core/store/JobQueue"
import { Clock, Duration, Effect, Option } from "effect"
import { drained, emptied } from "./JobSample.ts"
import { aJob, aProject } from "./StoreSample.ts"

export const shows = (it: Vitest.MethodsNonLive<JobQueue>) => {
  it.effect("shows one job as it stands", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const job = aJob({ tier: "high", payload: { text: "\u0000 odd" }, timeoutMillis: 1234 })
      const before = yield* Clock.currentTimeMillis
      yield* queue.enqueue([job])
      const waiting = yield* queue.get(job.id)
      const taken = yield* queue.take("high")
      const running = yield* queue.get(job.id)
      yield* queue.complete(taken)
      const after = yield* Clock.currentTimeMillis

      const view = Option.getOrThrow(waiting)
      const [enqueued, due] = [Date.parse(view.enqueuedAt), Date.parse(view.dueAt)]
      assert.deepStrictEqual(view, {
        ...job,
        state: "waiting",
        attempt: 0,
        error: null,
        enqueuedAt: view.enqueuedAt,
        dueAt: view.dueAt
      })
      assert.isTrue(before - 5 <= enqueued && enqueued <= after + 5)
      assert.isTrue(Math.abs(due - enqueued) <= 5)
      const seen = Option.getOrThrow(running)
      assert.deepInclude(seen, { state: "running", attempt: 1, enqueuedAt: view.enqueuedAt })
      assert.isAbove(Date.parse(seen.dueAt), due + 500)
      assert.deepStrictEqual(yield* queue.get(job.id), Option.none())
      assert.deepStrictEqual(yield* queue.get(JobId.make("unknown")), Option.none())
    })
  )

  it.effect("lists the jobs that are asked for, oldest first", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [a, b] = [aProject(), aProject()]
      const jobs = [
        aJob({ project: a }),
        aJob({ project: b }),
        aJob({ project: a, tier: "low" }),
        aJob({ project: a, delayMillis: 60_000 }),
        aJob({ project: b, tier: "low" })
      ]
      yield* Effect.forEach(jobs, (job) => queue.enqueue([job]))
      yield* queue.take("medium")
      yield* queue.bury(yield* queue.take("medium"), "gave up")
      const asked = (filter?: Parameters<JobQueue["Service"]["list"]>[0]) =>
        Effect.map(queue.list(filter), (found) =>
          found.map(({ id }) => jobs.findIndex((job) => job.id === id))
        )

      assert.deepStrictEqual(yield* asked(), [0, 1, 2, 3, 4])
      assert.deepStrictEqual(yield* asked({ limit: 2 }), [0, 1])
      assert.deepStrictEqual(yield* asked({ project: a }), [0, 2, 3])
      assert.deepStrictEqual(yield* asked({ tier: "low" }), [2, 4])
      assert.deepStrictEqual(yield* asked({ state: "running" }), [0])
      assert.deepStrictEqual(yield* asked({ state: "dead" }), [1])
      assert.deepStrictEqual(yield* asked({ state: "delayed" }), [3])
      assert.deepStrictEqual(yield* asked({ state: "cancelled" }), [])
      assert.deepStrictEqual(yield* asked({ state: "waiting", tier: "low", project: b, limit: 5 }), [4])
    })
  )

  it.effect("counts how the tiers stand and how deliveries ended", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const before = yield* queue.stats
      yield* queue.pause("critical")
      yield* queue.enqueue([
        aJob({ tier: "low", delayMillis: 60_000 }),
        ...Array.from({ length: 6 }, () => aJob({ tier: "low" }))
      ])
      yield* drained(queue, "low", 2)
      yield* queue.retry(yield* queue.take("low"), { delay: Duration.zero, error: "again" })
      yield* queue.bury(yield* queue.take("low"), "never")
      yield* queue.take("low")
      const cancelled = aJob({ tier: "low" })
      yield* queue.enqueue([cancelled])
      yield* queue.cancel(cancelled.id, "not wanted")

      const after = yield* queue.stats

      assert.deepStrictEqual(
        after.map(({ tier, paused }) => [tier, paused]),
        tiers.map((tier) => [tier, tier === "critical"])
      )
      const low = after[3]!
      assert.deepInclude(low, { waiting: 2, delayed: 1, running: 1, dead: 1, cancelled: 1 })
      assert.deepStrictEqual(
        [low.completed, low.retried, low.buried].map(
          (count, index) => count - [before[3]!.completed, before[3]!.retried, before[3]!.buried][index]!
        ),
        [2, 1, 1]
      )
      assert.isAtLeast(low.oldestMillis ?? -1, 0)
      assert.isNull(after[0]!.oldestMillis)
      for (const spread of [low.waitMillis, low.runMillis]) {
        assert.isAtLeast(spread.p50 ?? -1, 0)
        assert.isAtLeast(spread.p95 ?? -1, spread.p50 ?? 0)
      }
    })
  )
}
