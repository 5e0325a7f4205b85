/**
 * The behaviour every `JobQueue` adapter must show. Runs on the real clock: the queue may live outside this process.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobId, JobQueue, type LeasedJob, tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Fiber, type Layer, Schedule } from "effect"
import { aJob, anAppend, aProject, raced } from "./StoreSample.ts"

/** Lets each test begin with an empty queue, whatever the one before left behind. */
const emptied = Effect.gen(function* () {
  const queue = yield* JobQueue
  yield* queue.reclaim
  for (const { id, tier, state } of yield* queue.list) {
    if (state === "dead") yield* queue.requeue(id)
    yield* queue.complete(yield* queue.take(tier))
  }
  return queue
})

const states = Effect.gen(function* () {
  const queue = yield* JobQueue
  return (yield* queue.list).map(({ id, state, attempt, error }) => ({ id, state, attempt, error }))
})

const isLost = (error: { readonly _tag: string }) => assert.strictEqual(error._tag, "LeaseLost")

const refusesAll = Effect.fnUntraced(function* (queue: JobQueue["Service"], job: LeasedJob) {
  isLost(yield* Effect.flip(queue.heartbeat(job)))
  isLost(yield* Effect.flip(queue.complete(job)))
  isLost(yield* Effect.flip(queue.retry(job, { delay: Duration.zero, error: "late" })))
  isLost(yield* Effect.flip(queue.bury(job, "late")))
})

export const suite = <E>(name: string, layer: Layer.Layer<JobQueue | EventStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`JobQueue (${name})`, (it) => {
    it.effect("gives the oldest job of the tier first, as it came in", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const jobs = Array.from({ length: 5 }, (_, index) => aJob({ payload: { index, odd: "\u0000 \ud800" } }))
        yield* queue.enqueue(jobs.slice(0, 3))
        yield* Effect.forEach(jobs.slice(3), (job) => queue.enqueue([job]))

        const taken = yield* Effect.forEach(jobs, () => queue.take("medium"))

        assert.deepStrictEqual(
          taken.map(({ lease: _, ...job }) => job),
          jobs.map((job) => ({ ...job, attempt: 1 }))
        )
      })
    )

    it.effect("keeps the tiers apart", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const jobs = tiers.map((tier) => aJob({ tier }))
        yield* queue.enqueue(jobs)

        const taken = yield* Effect.forEach(tiers.toReversed(), (tier) => queue.take(tier))

        assert.deepStrictEqual(
          taken.map((job) => [job.tier, job.id]),
          jobs.toReversed().map((job) => [job.tier, job.id])
        )
      })
    )

    it.effect("waits for a job of the tier", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const waiting = yield* Effect.forkChild(queue.take("high"), { startImmediately: true })
        const job = aJob({ tier: "high" })

        yield* queue.enqueue([aJob({ tier: "low" })])
        yield* queue.enqueue([job])

        assert.strictEqual((yield* Fiber.join(waiting)).id, job.id)
      })
    )

    it.effect("wakes who waits when an append brings a job", () =>
      Effect.gen(function* () {
        const [queue, store] = [yield* emptied, yield* EventStore]
        const stream = aProject()
        const job = aJob({ tier: "critical", project: stream })
        const waiting = yield* Effect.forkChild(queue.take("critical"), { startImmediately: true })

        yield* store.append(anAppend(stream, { jobs: [job] }))

        assert.strictEqual((yield* Fiber.join(waiting)).id, job.id)
      })
    )

    it.effect("leases nothing when a take is interrupted", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const waiting = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })
        yield* Fiber.interrupt(waiting)
        const job = aJob()
        yield* queue.enqueue([job])
        // One that is interrupted while the job is on its way: it has the job, or nobody has.
        const late = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })
        yield* Fiber.interrupt(late)

        const taken = yield* Effect.catchCause(Fiber.join(late), () => queue.take("medium"))

        assert.deepInclude(taken, { id: job.id, attempt: 1 })
        yield* queue.complete(taken)
      })
    )

    it.effect("gives each job to one worker", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const jobs = Array.from({ length: 60 }, () => aJob())
        yield* queue.enqueue(jobs)
        const takeAndComplete = Effect.tap(queue.take("medium"), queue.complete)

        const taken = yield* raced(6, () => Effect.forEach(Array.from({ length: 10 }), () => takeAndComplete))

        assert.deepStrictEqual(
          taken
            .flat()
            .map(({ id }) => id)
            .sort(),
          jobs.map(({ id }) => id).sort()
        )
        assert.deepStrictEqual(yield* queue.list, [])
      })
    )

    it.effect("leaves a job as it is while its id is waiting, delayed, running or dead", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const [running, delayed, dead, waiting] = [aJob(), aJob(), aJob(), aJob()]
        yield* queue.enqueue([running, delayed, dead])
        yield* queue.take("medium")
        yield* queue.retry(yield* queue.take("medium"), { delay: Duration.seconds(3), error: "later" })
        yield* queue.bury(yield* queue.take("medium"), "never")
        yield* queue.enqueue([waiting])
        const before = yield* queue.list

        yield* queue.enqueue(before.map(({ id }) => aJob({ id, tier: "low", kind: "other" })))

        assert.deepStrictEqual(yield* queue.list, before)
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
        assert.deepStrictEqual(yield* queue.list, [])
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
        yield* queue.bury(yield* queue.take("medium"), "gave up")

        const buried = yield* states
        const waiting = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })
        const found = yield* queue.requeue(job.id)
        const again = yield* Fiber.join(waiting)

        assert.deepStrictEqual(buried, [{ id: job.id, state: "dead", attempt: 1, error: "gave up" }])
        assert.isTrue(found)
        assert.deepStrictEqual([again.id, again.attempt], [job.id, 2])
        assert.isFalse(yield* queue.requeue(job.id))
        assert.isFalse(yield* queue.requeue(JobId.make("unknown")))
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
  })

/** For a layer whose leases last one second. */
export const leaseSuite = <E>(name: string, layer: Layer.Layer<JobQueue, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`JobQueue leases (${name})`, (it) => {
    it.effect("gives the job of a silent worker to another", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        const job = aJob()
        yield* queue.enqueue([job])
        const silent = yield* queue.take("medium")

        const other = yield* queue.take("medium")

        assert.deepInclude(other, { id: job.id, attempt: 2 })
        yield* refusesAll(queue, silent)
        yield* queue.complete(other)
      })
    )

    it.effect("leaves the job to a worker that keeps its lease", () =>
      Effect.gen(function* () {
        const queue = yield* emptied
        yield* queue.enqueue([aJob()])
        const job = yield* queue.take("medium")
        const other = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })

        yield* Effect.repeat(queue.heartbeat(job), { times: 9, schedule: Schedule.spaced("200 millis") })

        assert.isUndefined(other.pollUnsafe())
        yield* queue.complete(job)
        yield* Fiber.interrupt(other)
      })
    )
  })
