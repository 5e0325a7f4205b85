/**
 * What reading must do: streams, the whole log, live. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore, Position, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Fiber, Stream } from "effect"
import { anAppend, anEvent, aProject, eventually, raced } from "./StoreSample.ts"

export const reads = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("reads a part of a stream, both ends included, and nothing of one that does not exist", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* store.append(
        anAppend(stream, { events: [anEvent("A"), anEvent("B"), anEvent("C"), anEvent("D")] })
      )
      const types = (from?: number, to?: number) =>
        Stream.runCollect(
          store.readStream(stream, {
            ...(from === undefined ? {} : { from: StreamVersion.make(from) }),
            ...(to === undefined ? {} : { to: StreamVersion.make(to) })
          })
        ).pipe(Effect.map((events) => events.map((event) => event.type).join("")))

      assert.deepStrictEqual(
        [
          yield* types(2, 3),
          yield* types(3),
          yield* types(undefined, 2),
          yield* types(9),
          yield* types(3, 2)
        ],
        ["BC", "CD", "AB", "", ""]
      )
      assert.deepStrictEqual(yield* Stream.runCollect(store.readStream(aProject())), [])
    })
  )

  it.effect("reads a long stream whole, and stops when the reader does", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const events = Array.from({ length: 700 }, (_, index) => anEvent("Counted", index))
      yield* store.append(anAppend(stream, { events }))
      yield* store.append(anAppend(stream, { events }))

      const all = yield* Stream.runCollect(store.readStream(stream))
      const some = yield* Stream.runCollect(Stream.take(store.readAll({ stream }), 3))

      assert.deepStrictEqual(
        all.map((event) => event.version as number),
        Array.from({ length: 1400 }, (_, index) => index + 1)
      )
      assert.lengthOf(some, 3)
    })
  )

  it.effect(
    "reads the log in order of position, from a place, of some types, of one stream, up to a limit",
    () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const [left, right] = [aProject(), aProject()]
        const [kind, other] = [`Kind-${left}`, `Other-${left}`]
        const { positions } = yield* store.append(
          anAppend(left, { events: [anEvent(kind, 1), anEvent(other, 2)] })
        )
        yield* store.append(anAppend(right, { events: [anEvent(kind, 3)] }))
        yield* store.append(anAppend(left, { events: [anEvent(kind, 4)] }))
        const after = Position.make((positions[0] ?? 1) - 1)
        const data = (options: Parameters<typeof store.readAll>[0]) =>
          eventually(
            Stream.runCollect(store.readAll({ after, ...options })).pipe(
              Effect.map((events) => events.filter(({ stream }) => stream === left || stream === right)),
              Effect.map((events) => events.map((event) => event.data))
            ),
            (read) => read.length > 0
          )

        assert.deepStrictEqual(yield* data({}), [1, 2, 3, 4])
        assert.deepStrictEqual(yield* data({ types: [kind] }), [1, 3, 4])
        assert.deepStrictEqual(yield* data({ stream: left }), [1, 2, 4])
        assert.deepStrictEqual(yield* data({ stream: left, types: [kind] }), [1, 4])
        assert.deepStrictEqual(yield* data({ limit: 2 }), [1, 2])
        assert.deepStrictEqual(yield* data({ types: [kind], limit: 2 }), [1, 3])
        assert.deepStrictEqual(yield* data({ after: positions[0] ?? after, types: [kind, other] }), [2, 3, 4])
        assert.deepStrictEqual(yield* Stream.runCollect(store.readAll({ after, types: [] })), [])
      })
  )

  it.effect("leaves no gap when eight write to one stream", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const decideAgain = Effect.gen(function* () {
        const events = yield* Stream.runCollect(store.readStream(stream))
        return yield* store.append(anAppend(stream, { expected: StreamVersion.make(events.length) }))
      }).pipe(Effect.retry({ while: (error) => error._tag === "VersionConflict" }))

      yield* raced(8, (index) =>
        Effect.repeat(index % 2 === 0 ? decideAgain : Effect.suspend(() => store.append(anAppend(stream))), {
          times: 4
        })
      )

      const events = yield* Stream.runCollect(store.readStream(stream))
      assert.deepStrictEqual(
        events.map((event) => event.version as number),
        Array.from({ length: 8 * 5 }, (_, index) => index + 1)
      )
      assert.isTrue(rises(events.map((event) => event.position)))
    })
  )

  it.effect("shows a live reader everything, in order and once, while eight write", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const type = `Live-${aProject()}`
      const streams = Array.from({ length: 4 }, aProject)
      const total = 8 * 25
      const reader = yield* store
        .subscribe({ types: [type] })
        .pipe(Stream.take(total), Stream.runCollect, Effect.forkChild({ startImmediately: true }))

      const receipts = yield* raced(8, (index) =>
        Effect.forEach(Array.from({ length: 25 }), () =>
          store.append(anAppend(streams[index % 4] ?? aProject(), { events: [anEvent(type)] }))
        )
      )

      const seen = yield* Fiber.join(reader)
      assert.isTrue(rises(seen.map((event) => event.position)))
      assert.deepStrictEqual(
        new Set(seen.map((event) => event.position)),
        new Set(receipts.flat().flatMap((receipt) => receipt.positions))
      )
      for (const stream of streams) {
        const versions = seen
          .filter((event) => event.stream === stream)
          .map((event) => event.version as number)
        assert.deepStrictEqual(
          versions,
          versions.map((_, index) => index + 1)
        )
      }
    })
  )

  it.effect("goes on where a reader stopped", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const read = (after: Position, count: number) =>
        store.subscribe({ after, stream }).pipe(Stream.take(count), Stream.runCollect)
      yield* store.append(anAppend(stream, { events: [anEvent("A"), anEvent("B")] }))

      const first = yield* read(Position.make(0), 1)
      const rest = yield* Effect.forkChild(read(first[0]?.position ?? Position.make(0), 2), {
        startImmediately: true
      })
      yield* store.append(anAppend(stream, { events: [anEvent("C")] }))

      assert.deepStrictEqual(
        [...first, ...(yield* Fiber.join(rest))].map((event) => event.type),
        ["A", "B", "C"]
      )
    })
  )
}

const rises = (numbers: ReadonlyArray<number>) =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? Infinity))
