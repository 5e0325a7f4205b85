import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue, type Tier, tiers } from "@layercake/core/store/JobQueue"
import type { EventStore } from "@layercake/core/store/EventStore"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { WorkersOptions } from "../../src/worker/Workers.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

describe("the workers of a process", () => {
  it.effect("take jobs of their own tiers alone", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { queue } = yield* started(scope, { concurrency: { high: 1, low: 2 } })
      yield* queue.enqueue(tiers.map(unreadable))
      yield* TestClock.adjust("1 millis")

      // Nobody can read such a job, so whoever takes it puts it aside.
      assert.deepStrictEqual(
        (yield* queue.list()).map(({ tier, state }) => [tier, state]),
        [
          ["critical", "waiting"],
          ["high", "dead"],
          ["medium", "waiting"],
          ["low", "dead"]
        ]
      )
      yield* Scope.close(scope, Exit.void)
    })
  )

  it.effect("finish what runs within the grace when they are closed, and take nothing more", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const gate = yield* Deferred.make<void>()
      const { queue } = yield* started(scope, { concurrency: { high: 1 }, grace: "30 seconds" }, gate)
      yield* queue.enqueue([unreadable("high"), { ...unreadable("high"), id: JobId.make("second") }])
      yield* TestClock.adjust("1 millis")

      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("10 seconds")
      assert.isUndefined(closing.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(closing)

      assert.deepStrictEqual(
        (yield* queue.list()).map(({ id, state }) => [id, state]),
        [
          ["rooms/high", "dead"],
          ["second", "waiting"]
        ]
      )
    })
  )

  it.effect("leave what runs past the grace leased, so that it comes again", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const gate = yield* Deferred.make<void>()
      const { queue } = yield* started(scope, { concurrency: { high: 1 }, grace: "10 seconds" }, gate)
      yield* queue.enqueue([unreadable("high")])
      yield* TestClock.adjust("1 millis")

      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(closing)

      assert.deepInclude((yield* queue.list())[0], { state: "running", attempt: 1 })
      yield* TestClock.adjust("30 seconds")
      assert.deepInclude(yield* queue.take("high"), { attempt: 2 })
    })
  )
})

const unreadable = (tier: Tier) => ({
  id: JobId.make(`rooms/${tier}`),
  tier,
  project: ProjectId.make("rooms"),
  kind: "Nonsense",
  payload: { _tag: "Nonsense" }
})

/** Workers over a memory store whose streams can be read only once `gate` is open. */
const started = Effect.fnUntraced(function* (
  scope: Scope.Scope,
  workers: WorkersOptions,
  gate?: Deferred.Deferred<void>
) {
  const wrap = (store: EventStore["Service"]): EventStore["Service"] => ({
    ...store,
    readStream: (...asked) =>
      gate === undefined
        ? store.readStream(...asked)
        : Stream.unwrap(Effect.as(Deferred.await(gate), store.readStream(...asked)))
  })
  const context = yield* Layer.buildWithScope(MemoryFactory.layer({ workers, wrap }), scope)
  return { queue: Context.get(context, JobQueue) }
})
