/**
 * What people may do to jobs and tiers: cancel, put back, move, pause and resume. A part of `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { JobId, type JobQueue } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Fiber } from "effect"
import { emptied, refusesAll, states } from "./JobSample.ts"
import { aJob } from "./StoreSample.ts"

export const controls = (it: Vitest.MethodsNonLive<JobQueue>) => {
  it.effect("takes a cancelled job out until it is put back", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [waiting, delayed, other] = [aJob(), aJob({ delayMillis: 60_000 }), aJob()]
      yield* queue.enqueue([waiting, delayed, other])

      const found = [
        yield* queue.cancel(waiting.id, "by mistake"),
        yield* queue.cancel(delayed.id, "too late")
      ]
      yield* queue.enqueue([waiting])
      const cancelled = yield* states
      const next = yield* queue.take("medium")
      const again = [
        yield* queue.cancel(waiting.id, "twice"),
        yield* queue.cancel(JobId.make("unknown"), "never there")
      ]
      yield* queue.complete(next)
      const back = [yield* queue.requeue(delayed.id), yield* queue.requeue(delayed.id)]
      const taken = yield* queue.take("medium")

      assert.deepStrictEqual(found, [true, true])
      assert.deepStrictEqual(cancelled, [
        { id: waiting.id, state: "cancelled", attempt: 0, error: "by mistake" },
        { id: delayed.id, state: "cancelled", attempt: 0, error: "too late" },
        { id: other.id, state: "waiting", attempt: 0, error: null }
      ])
      assert.strictEqual(next.id, other.id)
      assert.deepStrictEqual(again, [false, false])
      assert.deepStrictEqual(back, [true, false])
      assert.deepInclude(taken, { id: delayed.id, attempt: 1 })
    })
  )

  it.effect("takes a running job from its worker when it is cancelled", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const job = aJob()
      yield* queue.enqueue([job])
      const running = yield* queue.take("medium")

      assert.isTrue(yield* queue.cancel(job.id, "runs too long"))

      yield* refusesAll(queue, running)
      assert.deepStrictEqual(yield* states, [
        { id: job.id, state: "cancelled", attempt: 1, error: "runs too long" }
      ])
      assert.isTrue(yield* queue.requeue(job.id))
      const again = yield* queue.take("medium")
      assert.deepInclude(again, { id: job.id, attempt: 1 })
      yield* refusesAll(queue, running)
      yield* queue.complete(again)
    })
  )

  it.effect("moves a job that does not run into another tier", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [running, waiting, dead] = [aJob(), aJob(), aJob()]
      yield* queue.enqueue([running, dead, waiting])
      yield* queue.take("medium")
      yield* queue.bury(yield* queue.take("medium"), "gave up")
      const taking = yield* Effect.forkChild(queue.take("critical"), { startImmediately: true })

      const moved = [
        yield* queue.move(running.id, "critical"),
        yield* queue.move(waiting.id, "critical"),
        yield* queue.move(dead.id, "low"),
        yield* queue.move(JobId.make("unknown"), "low")
      ]
      const taken = yield* Fiber.join(taking)

      assert.deepStrictEqual(moved, [false, true, true, false])
      assert.deepInclude(taken, { id: waiting.id, tier: "critical" })
      assert.deepInclude((yield* queue.list({ state: "dead" }))[0], { id: dead.id, tier: "low" })
    })
  )

  it.effect("hands out nothing of a paused tier until it is resumed, and everything of the others", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [running, paused, other] = [aJob(), aJob(), aJob({ tier: "low" })]
      yield* queue.enqueue([running])
      const held = yield* queue.take("medium")
      yield* queue.pause("medium")
      yield* queue.pause("medium")
      const waiting = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })

      yield* queue.enqueue([paused, other])
      yield* queue.heartbeat(held)
      yield* queue.retry(held, { delay: Duration.zero, error: "again" })
      const low = yield* queue.take("low")
      const late = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })
      yield* queue.complete(low)

      assert.deepStrictEqual([waiting.pollUnsafe(), late.pollUnsafe()], [undefined, undefined])
      assert.deepStrictEqual(
        (yield* states).map(({ id, state }) => [id, state]),
        [
          [running.id, "waiting"],
          [paused.id, "waiting"]
        ]
      )
      yield* queue.resume("medium")
      const taken = [yield* Fiber.join(waiting), yield* Fiber.join(late)]
      assert.deepStrictEqual(
        taken.map(({ id }) => id),
        [running.id, paused.id]
      )
    })
  )
}
