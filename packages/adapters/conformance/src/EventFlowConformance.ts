/**
 * That a reader sets the pace: nothing is read far ahead of it, and it holds up nobody. A part of
 * `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Deferred, Effect, Exit, Fiber, Scope, Stream } from "effect"
import { anAppend, anEvent, aName, aProject, readable } from "./StoreSample.ts"

/** Events that a reader may be handed at once. */
const atOnce = 4_096

const many = (type: string, count: number) =>
  Array.from({ length: count }, (_, index) => anEvent(type, index))

/** How many events each of the first portions holds that the store hands over. */
const portions = Effect.fnUntraced(function* (
  events: Stream.Stream<StoredEvent, StoreUnavailable>,
  count: number
) {
  const scope = yield* Scope.make()
  const pull = yield* Stream.toPull(events).pipe(Scope.provide(scope))
  const sizes: Array<number> = []
  while (sizes.reduce((sum, size) => sum + size, 0) < count) {
    const portion = yield* Effect.orDie(pull)
    sizes.push(portion.length)
  }
  yield* Scope.close(scope, Exit.void)
  return sizes
})

export const flows = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("hands a long log over in portions, as they are asked for", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [stream, type, count] = [aProject(), aName("Many"), 6_000]
      const { positions } = yield* store.append(anAppend(stream, { events: many(type, count) }))
      yield* readable(positions.at(-1)!)

      for (const events of [
        store.readStream(stream),
        store.readStream(stream, { backwards: true }),
        store.readAll({ types: [type] }),
        store.readAll({ stream, backwards: true }),
        store.subscribe({ types: [type] }),
        store.subscribe({ stream })
      ]) {
        const sizes = yield* portions(events, count)
        assert.strictEqual(
          sizes.reduce((sum, size) => sum + size, 0),
          count
        )
        assert.isAtMost(Math.max(...sizes), atOnce)
      }
    })
  )

  it.effect("holds up nobody who appends while a reader stands still, and misses nothing afterwards", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [stream, type, count] = [aProject(), aName("Paced"), 3_000]
      const [begun, goOn] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      let pulled = 0
      const reader = yield* store.subscribe({ types: [type] }).pipe(
        Stream.tap(() => {
          pulled++
          return Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(goOn))
        }),
        Stream.take(1 + count),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      yield* store.append(anAppend(stream, { events: [anEvent(type)] }))
      yield* Deferred.await(begun)

      for (let appended = 0; appended < count; appended += 100)
        yield* store.append(anAppend(stream, { events: many(type, 100) }))
      assert.strictEqual(pulled, 1)
      yield* Deferred.succeed(goOn, undefined)

      assert.deepStrictEqual(
        (yield* Fiber.join(reader)).map((event) => event.version as number),
        Array.from({ length: 1 + count }, (_, index) => index + 1)
      )
    })
  )

  it.effect("lets go of a live reader that is interrupted, caught up or not", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const type = aName("Left")
      for (const before of [0, 1_000]) {
        if (before > 0) yield* store.append(anAppend(aProject(), { events: many(type, before) }))
        const seen = yield* Deferred.make<void>()
        const reader = yield* store.subscribe({ types: [type] }).pipe(
          Stream.runForEach(() => Deferred.succeed(seen, undefined)),
          Effect.forkChild({ startImmediately: true })
        )
        if (before > 0) yield* Deferred.await(seen)

        yield* Fiber.interrupt(reader)

        yield* store.append(anAppend(aProject(), { events: [anEvent(type)] }))
      }
    })
  )
}
