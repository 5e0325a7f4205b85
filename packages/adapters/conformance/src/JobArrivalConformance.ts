/**
 * What an append brings is in the queue as soon as the append returns, for whoever looks, changes or settles. A part of
 * `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import type { JobQueue, NewJob } from "@layercake/core/store/JobQueue"
import { Effect, Option } from "effect"
import { emptied, states } from "./JobSample.ts"
import { aJob, anAppend, aProject } from "./StoreSample.ts"

const append = (jobs: ReadonlyArray<NewJob>) =>
  Effect.flatMap(EventStore, (store) => store.append(anAppend(aProject(), { jobs })))

export const comesWithAppends = (it: Vitest.MethodsNonLive<JobQueue | EventStore>) => {
  it.effect("shows what an append brought", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [first, second, late] = [aJob(), aJob({ tier: "low" }), aJob({ delayMillis: 60_000 })]
      yield* append([first])
      yield* append([second, late])

      const shown = yield* queue.get(second.id)
      const tiers = yield* queue.stats

      assert.deepStrictEqual(
        (yield* states).map(({ id, state }) => [id, state]),
        [
          [first.id, "waiting"],
          [second.id, "waiting"],
          [late.id, "delayed"]
        ]
      )
      assert.deepInclude(Option.getOrThrow(shown), { ...second, state: "waiting", attempt: 0, error: null })
      assert.deepStrictEqual(
        tiers.map(({ tier, waiting, delayed }) => [tier, waiting, delayed]),
        [
          ["critical", 0, 0],
          ["high", 0, 0],
          ["medium", 1, 1],
          ["low", 1, 0]
        ]
      )
    })
  )

  it.effect("cancels and moves what an append brought", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [cancelled, moved] = [aJob(), aJob({ tier: "low" })]
      yield* append([cancelled])
      yield* append([moved])

      const done = [yield* queue.cancel(cancelled.id, "not needed"), yield* queue.move(moved.id, "critical")]
      const taken = yield* queue.take("critical")

      assert.deepStrictEqual(done, [true, true])
      assert.deepInclude(taken, { id: moved.id, tier: "critical", attempt: 1 })
      assert.deepStrictEqual(yield* states, [
        { id: cancelled.id, state: "cancelled", attempt: 0, error: "not needed" },
        { id: moved.id, state: "running", attempt: 1, error: null }
      ])
    })
  )

  it.effect("does not give again what an append asked for while it waited, ran or was dead", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [job, dead] = [aJob(), aJob()]
      yield* append([job])
      yield* append([job])
      yield* queue.enqueue([job, dead])
      const running = yield* queue.take("medium")
      yield* queue.bury(yield* queue.take("medium"), "never")
      yield* append([job, dead])
      yield* append([aJob({ ...job, tier: "high" })])
      yield* queue.complete(running)

      assert.strictEqual(running.id, job.id)
      assert.deepStrictEqual(yield* states, [{ id: dead.id, state: "dead", attempt: 1, error: "never" }])
      yield* append([job])
      assert.deepInclude(yield* queue.take("medium"), { id: job.id, attempt: 1 })
    })
  )
}
