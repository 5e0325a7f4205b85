/**
 * How streams stand is asked for many at once, and nobody is told less than was true when they asked.
 */
import { assert, describe, it } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Deferred, Effect, Fiber } from "effect"
import * as StreamHeads from "../../src/project/StreamHeads.ts"
import { append, eventsOf, projectId, randomOf } from "../projection/SampleLog.ts"

const events = eventsOf(randomOf(7), 3)

describe("how streams stand", () => {
  it.live("is asked once for all who come while a question is under way, and again after it", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const gate = yield* Deferred.make<void>()
      const asked: Array<number> = []
      const head = yield* StreamHeads.make.pipe(
        Effect.provideService(EventStore, {
          ...store,
          versions: (streams) =>
            Effect.suspend(() => {
              asked.push(streams.length)
              return Effect.andThen(
                asked.length === 1 ? Deferred.await(gate) : Effect.void,
                store.versions(streams)
              )
            })
        })
      )
      yield* append(projectId(1), events.slice(0, 1))
      yield* append(projectId(2), events.slice(0, 1))

      const first = yield* Effect.forkChild(head(projectId(1)), { startImmediately: true })
      while (asked.length === 0) yield* Effect.yieldNow
      const others = yield* Effect.forkChild(
        Effect.forEach([1, 2, 1, 2, 1, 3], (index) => head(projectId(index)), { concurrency: "unbounded" }),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      yield* Deferred.succeed(gate, undefined)

      assert.strictEqual<number>(yield* Fiber.join(first), 1)
      assert.deepStrictEqual<ReadonlyArray<number>>(yield* Fiber.join(others), [1, 1, 1, 1, 1, 0])
      assert.deepStrictEqual(asked, [1, 3])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.live("is never older than what was appended before the question", () =>
    Effect.gen(function* () {
      const head = yield* StreamHeads.make
      const one = Effect.fnUntraced(function* (index: number) {
        const project = projectId(index % 4)
        const before = yield* head(project)
        yield* append(project, events.slice(0, 1))
        assert.isAbove(yield* head(project), before)
      })
      yield* Effect.forEach(Array.from({ length: 200 }).keys(), one, { concurrency: 20, discard: true })
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.live("fails for those who asked when the store is away, and for nobody after", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      let isAway = true
      const head = yield* StreamHeads.make.pipe(
        Effect.provideService(EventStore, {
          ...store,
          versions: (streams) =>
            isAway
              ? Effect.fail(new StoreUnavailable({ operation: "versions", cause: "away" }))
              : store.versions(streams)
        })
      )
      const failed = yield* Effect.flip(head(projectId(1)))
      assert.strictEqual(failed._tag, "StoreUnavailable")
      isAway = false
      assert.strictEqual<number>(yield* head(projectId(1)), 0)
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
