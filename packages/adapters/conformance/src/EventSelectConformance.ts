/**
 * Which events a reading of the log gives, and in which order, for every way of asking. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import {
  EventStore,
  Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  StreamVersion
} from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import { anAppend, anEvent, aName, aProject, readable } from "./StoreSample.ts"

const at = (second: number) => Timestamp.make(`2026-11-22T10:00:${String(second).padStart(2, "0")}.000Z`)

/** Some forty events of two types in three streams, at times that fall now and then, in appends of different sizes. */
const aLog = Effect.fnUntraced(function* () {
  const store = yield* EventStore
  const streams = [aProject(), aProject(), aProject()]
  const types = [aName("One"), aName("Two")]
  const all: Array<StoredEvent> = []
  for (let append = 0; append < 20; append++) {
    const stream = streams[(append * 7) % 3]!
    const events = Array.from({ length: 1 + (append % 3) }, (_, place) => {
      const index = append * 3 + place
      return anEvent(types[(index * 5) % 7 < 4 ? 0 : 1]!, "x".repeat(index % 9), at((index * 11) % 31))
    })
    const { positions, version } = yield* store.append(anAppend(stream, { events }))
    const first = version - events.length + 1
    const stored = yield* Stream.runCollect(store.readStream(stream, { from: StreamVersion.make(first) }))
    assert.deepStrictEqual(
      stored.map((event) => event.position),
      positions
    )
    all.push(...stored)
  }
  yield* readable(all.at(-1)!.position)
  return { all, streams, types }
})

/** What the options mean, said once more and as plainly as can be. */
const expected = (all: ReadonlyArray<StoredEvent>, options: ReadAllOptions): ReadonlyArray<StoredEvent> => {
  const { after = 0, backwards, since, stream, to = Infinity, types, until } = options
  const found = all.filter(
    (event) =>
      event.position > after &&
      event.position <= to &&
      (stream === undefined || event.stream === stream) &&
      (types === undefined || types.includes(event.type)) &&
      (since === undefined || event.metadata.at >= since) &&
      (until === undefined || event.metadata.at < until)
  )
  const inOrder = backwards === true ? found.toReversed() : found
  let bytes = 0
  return inOrder.filter((event, index) => {
    bytes += String(event.data).length + 2
    return index < (options.limit ?? Infinity) && (index === 0 || bytes <= (options.maxBytes ?? Infinity))
  })
}

const shown = (options: ReadAllOptions) => JSON.stringify(options)

const places = (events: ReadonlyArray<StoredEvent>) => events.map((event) => event.position as number)

export const selects = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("gives exactly what was asked for, in every combination", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const { all, streams, types } = yield* aLog()
      const [low, high] = [all[7]!.position, all[31]!.position]
      // Times that events have, so that it matters on which side of a bound they are.
      const times = all.map((event) => event.metadata.at).sort()
      const [early, late] = [times[9]!, times[29]!]
      // Other tests have events of their own in this log: each of these keeps them out.
      const whose: ReadonlyArray<ReadAllOptions> = [
        { types: [types[0]!] },
        { types },
        { stream: streams[1]! },
        { stream: streams[2]!, types: [types[1]!, aName("Never")] }
      ]
      const where: ReadonlyArray<ReadAllOptions> = [
        {},
        { after: low },
        { to: high },
        { after: low, to: high }
      ]
      const when: ReadonlyArray<ReadAllOptions> = [
        {},
        { until: late },
        { since: early },
        { since: early, until: late }
      ]
      const bounds: ReadonlyArray<ReadAllOptions> = [
        {},
        { limit: 3 },
        { maxBytes: 21 },
        { limit: 5, maxBytes: 30 }
      ]

      for (const one of whose)
        for (const two of where)
          for (const three of when)
            for (const four of bounds)
              for (const backwards of [false, true]) {
                const options = { ...one, ...two, ...three, ...four, backwards }
                const events = yield* Stream.runCollect(store.readAll(options))
                assert.deepStrictEqual(places(events), places(expected(all, options)), shown(options))
              }
    })
  )

  it.effect("gives the same events whichever way they are read", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const { all, streams, types } = yield* aLog()

      assert.deepStrictEqual(yield* Stream.runCollect(store.readAll({ types })), all)
      for (const stream of streams) {
        const own = all.filter((event) => event.stream === stream)
        assert.deepStrictEqual(yield* Stream.runCollect(store.readStream(stream)), own)
        assert.deepStrictEqual(yield* Stream.runCollect(store.readAll({ stream })), own)
      }
    })
  )

  it.effect("gives nothing where nothing can be", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const { all, streams, types } = yield* aLog()
      const [first, last] = [all[0]!.position, all.at(-1)!.position]
      const none: ReadonlyArray<ReadAllOptions> = [
        { types: [] },
        { types, limit: 0 },
        { types, after: last },
        { types, after: last, to: first },
        { types, to: Position.make(first - 1) },
        { types, since: at(20), until: at(20) },
        { types, since: at(31) },
        { types, until: at(0) },
        { stream: aProject() },
        { stream: streams[0]!, types: [aName("Never")] }
      ]
      for (const options of none)
        for (const backwards of [false, true]) {
          const events = yield* Stream.runCollect(store.readAll({ ...options, backwards }))
          assert.deepStrictEqual(events, [], shown({ ...options, backwards }))
        }
    })
  )

  it.effect("reads a part of a stream from either end", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* store.append(
        anAppend(stream, { events: ["A", "B", "C", "D", "E"].map((type) => anEvent(type)) })
      )
      const read = ({
        from,
        to,
        ...rest
      }: { from?: number; to?: number } & Pick<ReadStreamOptions, "backwards" | "limit">) =>
        Stream.runCollect(
          store.readStream(stream, {
            ...rest,
            ...(from === undefined ? {} : { from: StreamVersion.make(from) }),
            ...(to === undefined ? {} : { to: StreamVersion.make(to) })
          })
        ).pipe(Effect.map((events) => events.map((event) => event.type).join("")))

      assert.strictEqual(yield* read({ backwards: true }), "EDCBA")
      assert.strictEqual(yield* read({ backwards: true, from: 2, to: 4 }), "DCB")
      assert.strictEqual(yield* read({ backwards: true, limit: 2 }), "ED")
      assert.strictEqual(yield* read({ backwards: true, to: 3, limit: 2 }), "CB")
      assert.strictEqual(yield* read({ backwards: true, from: 6 }), "")
      assert.strictEqual(yield* read({ backwards: true, to: 0 }), "")
      assert.strictEqual(yield* read({ limit: 2 }), "AB")
      assert.strictEqual(yield* read({ from: 4, limit: 9 }), "DE")
      assert.strictEqual(yield* read({ limit: 0 }), "")
    })
  )
}
