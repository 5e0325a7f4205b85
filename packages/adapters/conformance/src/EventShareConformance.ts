/**
 * How the streams are divided among readers. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type ReadAllOptions, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Fiber, Stream } from "effect"
import { anAppend, anEvent, aName, aProject, readable } from "./StoreSample.ts"

const places = (events: ReadonlyArray<StoredEvent>) => events.map((event) => event.position as number)

export const shares = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect(
    "divides the streams into shares that overlap nowhere, leave nothing out and stay as they are",
    () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const type = aName("Shared")
        const streams = Array.from({ length: 40 }, aProject)
        const everywhere = () =>
          Effect.forEach(streams, (stream) => store.append(anAppend(stream, { events: [anEvent(type)] })))
        const share = Effect.fnUntraced(function* (index: number, of: number, options: ReadAllOptions = {}) {
          const partition = { index, of }
          const events = yield* Stream.runCollect(store.readAll({ types: [type], partition, ...options }))
          assert.deepStrictEqual(
            places(
              yield* Stream.runCollect(
                store.readAll({ types: [type], partition, ...options, backwards: true })
              )
            ),
            places(events).toReversed()
          )
          return events.map((event) => event.stream)
        })
        const dividedBy = (of: number) =>
          Effect.forEach(Array.from({ length: of }), (_, index) => share(index, of))
        yield* readable((yield* everywhere()).at(-1)!.positions.at(-1)!)
        const before = yield* dividedBy(7)

        for (const of of [1, 2, 3, 7]) {
          const found = (yield* dividedBy(of)).flat()
          assert.deepStrictEqual(found.toSorted(), streams.toSorted(), `${of} shares`)
        }
        assert.isTrue(
          (yield* dividedBy(2)).every((found) => found.length > 0),
          "both shares have something"
        )
        yield* readable((yield* everywhere()).at(-1)!.positions.at(-1)!)
        assert.deepStrictEqual(
          yield* dividedBy(7),
          before.map((found) => [...found, ...found])
        )
        const [mine] = before.flat()
        const holders = yield* Effect.forEach([0, 1, 2], (index) => share(index, 3, { stream: mine! }))
        assert.deepStrictEqual(holders.map((found) => found.length).toSorted(), [0, 0, 2])
      })
  )

  it.effect("follows one share live, the same one that it reads", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const type = aName("Shared")
      const streams = Array.from({ length: 12 }, aProject)
      const append = (stream: ProjectId) => store.append(anAppend(stream, { events: [anEvent(type)] }))
      const readers = yield* Effect.forEach([0, 1, 2], (index) =>
        store.subscribe({ types: [type], partition: { index, of: 3 } }).pipe(
          Stream.map((event) => event.stream),
          Stream.takeUntil((stream) => stream === streams.at(-1)),
          Stream.runCollect,
          Effect.forkChild({ startImmediately: true })
        )
      )
      const receipts = yield* Effect.forEach(streams, append)
      yield* readable(receipts.at(-1)!.positions.at(-1)!)

      const owned = yield* Effect.forEach([0, 1, 2], (index) =>
        Effect.map(
          Stream.runCollect(store.readAll({ types: [type], partition: { index, of: 3 } })),
          (events) => events.map((event) => event.stream)
        )
      )

      const owner = owned.findIndex((found) => found.includes(streams.at(-1)!))
      assert.deepStrictEqual(yield* Fiber.join(readers[owner]!), owned[owner])
      yield* Effect.forEach(readers, Fiber.interrupt)
    })
  )
}
