/**
 * How jobs are waited for and handed out. A part of `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { type JobQueue, tiers } from "@layercake/core/store/JobQueue"
import { Effect, Fiber } from "effect"
import { emptied } from "./JobSample.ts"
import { aJob, anAppend, aProject, raced } from "./StoreSample.ts"

export const takes = (it: Vitest.MethodsNonLive<JobQueue | EventStore>) => {
  it.effect("gives the oldest job of the tier first, as it came in", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const jobs = Array.from({ length: 5 }, (_, index) => aJob({ payload: { index, odd: "\u0000 \ud800" } }))
      yield* queue.enqueue(jobs.slice(0, 3))
      yield* Effect.forEach(jobs.slice(3), (job) => queue.enqueue([job]))

      const taken = yield* Effect.forEach(jobs, () => queue.take("medium"))

      assert.deepStrictEqual(
        taken,
        jobs.map((job, index) => ({ ...job, attempt: 1, lease: taken[index]?.lease ?? "" }))
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
      assert.deepStrictEqual(yield* queue.list(), [])
    })
  )
}
