/**
 * What becomes of a job: known ids, completion, retries, the dead, leases taken back. A part of `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { JobId, type JobQueue } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Exit, Fiber } from "effect"
import { emptied, refusesAll, states } from "./JobSample.ts"
import { aJob } from "./StoreSample.ts"

export const settles = (it: Vitest.MethodsNonLive<JobQueue>) => {
  it.effect("leaves a job as it is while its id is waiting, delayed, running or dead", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [running, delayed, dead, waiting] = [aJob(), aJob(), aJob(), aJob()]
      yield* queue.enqueue([running, delayed, dead])
      yield* queue.take("medium")
      yield* queue.retry(yield* queue.take("medium"), { delay: Duration.seconds(3), error: "later" })
      yield* queue.bury(yield* queue.take("medium"), "never")
      yield* queue.enqueue([waiting])
      const before = yield* queue.list()

      yield* queue.enqueue(before.map(({ id }) => aJob({ id, tier: "low", kind: "other" })))

      assert.deepStrictEqual(yield* queue.list(), before)
      assert.deepStrictEqual(yield* states, [
        { id: running.id, state: "running", attempt: 1, error: null },
        { id: delayed.id, state: "delayed", attempt: 1, error: "later" },
        { id: dead.id, state: "dead", attempt: 1, error: "never" },
        { id: waiting.id, state: "waiting", attempt: 0, error: null }
      ])
    })
  )

  it.effect("takes an id again once its job is complete", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const job = aJob()
      yield* queue.enqueue([job])
      yield* queue.complete(yield* queue.take("medium"))

      yield* queue.enqueue([job])

      assert.strictEqual((yield* queue.take("medium")).attempt, 1)
    })
  )

  it.effect("refuses whoever no longer has the job", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const job = aJob()
      yield* queue.enqueue([job])
      const first = yield* queue.take("medium")
      yield* queue.reclaim
      const second = yield* queue.take("medium")
      yield* refusesAll(queue, first)
      yield* queue.heartbeat(second)
      yield* queue.complete(second)
      yield* refusesAll(queue, second)

      // The same id in its next life.
      yield* queue.enqueue([job])
      const third = yield* queue.take("medium")
      yield* refusesAll(queue, first)
      yield* refusesAll(queue, second)
      yield* queue.complete(third)
      assert.deepStrictEqual(yield* queue.list(), [])
    })
  )

  it.effect("gives a retried job again after its delay", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [job, younger] = [aJob(), aJob()]
      yield* queue.enqueue([job, younger])
      const first = yield* queue.take("medium")
      yield* queue.retry(first, { delay: Duration.millis(250), error: "no \u0000 luck" })

      const [delayed] = yield* states
      const other = yield* queue.take("medium")
      const again = yield* queue.take("medium")

      assert.deepInclude(delayed, { id: job.id, state: "delayed", attempt: 1 })
      assert.match(delayed?.error ?? "", /^no . luck$/s)
      assert.deepStrictEqual([other.id, again.id, again.attempt], [younger.id, job.id, 2])
      yield* refusesAll(queue, first)
    })
  )

  it.effect("gives a job that is retried at once before younger ones", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [job, younger] = [aJob(), aJob()]
      yield* queue.enqueue([job, younger])

      yield* queue.retry(yield* queue.take("medium"), { delay: Duration.zero, error: "again" })

      assert.deepInclude(yield* queue.take("medium"), { id: job.id, attempt: 2 })
    })
  )

  it.effect("keeps a buried job among the dead until it is requeued", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const job = aJob()
      yield* queue.enqueue([job])
      const first = yield* queue.take("medium")
      yield* queue.bury(first, "gave up")

      const buried = yield* states
      const waiting = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })
      const found = yield* queue.requeue(job.id)
      const again = yield* Fiber.join(waiting)

      assert.deepStrictEqual(buried, [{ id: job.id, state: "dead", attempt: 1, error: "gave up" }])
      assert.isTrue(found)
      assert.deepStrictEqual([again.id, again.attempt], [job.id, 1])
      assert.isFalse(yield* queue.requeue(job.id))
      assert.isFalse(yield* queue.requeue(JobId.make("unknown")))
      yield* refusesAll(queue, first)
    })
  )

  it.effect("answers each of many who settle at once for its own job", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const jobs = Array.from({ length: 40 }, () => aJob())
      yield* queue.enqueue(jobs)
      const stale = yield* Effect.forEach(jobs, () => queue.take("medium"))
      yield* queue.reclaim
      const held = yield* Effect.forEach(jobs.slice(0, 25), () => queue.take("medium"))

      const outcomes = yield* Effect.forEach(
        [...stale, ...held, ...held],
        (job) => Effect.exit(Effect.andThen(queue.heartbeat(job), queue.complete(job))),
        { concurrency: "unbounded" }
      )

      const done = outcomes.map(Exit.isSuccess)
      assert.isFalse(done.slice(0, 40).some(Boolean))
      held.forEach((_, index) =>
        assert.strictEqual([done[40 + index], done[65 + index]].filter(Boolean).length, 1)
      )
      assert.deepStrictEqual(
        (yield* queue.list()).map(({ id }) => id),
        jobs.slice(25).map(({ id }) => id)
      )
    })
  )

  it.effect("takes every lease back when the store has a new owner", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const jobs = [aJob(), aJob({ tier: "low" }), aJob()]
      yield* queue.enqueue(jobs)
      yield* queue.take("medium")
      yield* queue.take("low")

      const count = yield* queue.reclaim

      assert.strictEqual(count, 2)
      assert.deepStrictEqual(
        (yield* states).map(({ id, state, attempt }) => [id, state, attempt]),
        jobs.map(({ id }, index) => [id, "waiting", index === 2 ? 0 : 1])
      )
      const again = yield* queue.take("low")
      assert.deepStrictEqual([again.id, again.attempt], [jobs[1]?.id, 2])
    })
  )
}
