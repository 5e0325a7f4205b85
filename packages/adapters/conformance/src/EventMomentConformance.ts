/**
 * What a store knows of the past of a stream, and of its own present. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, Position, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import { anAppend, anEvent, aProject, raced, readable } from "./StoreSample.ts"

const at = (millis: number) => Timestamp.make(`2026-11-22T10:00:00.${String(millis).padStart(3, "0")}Z`)

/** One event for each time; the receipt's positions. */
const happened = Effect.fnUntraced(function* (stream: ProjectId, ...millis: ReadonlyArray<number>) {
  const events = millis.map((time) => anEvent("Happened", {}, at(time)))
  return (yield* (yield* EventStore).append(anAppend(stream, { events }))).positions
})

export const moments = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("knows the version at a version, also one that is not there yet", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* happened(stream, 1, 2, 3)

      for (const [version, found] of [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 3],
        [1_000_000_000, 3]
      ] as const) {
        const moment = { version: StreamVersion.make(version) }
        assert.strictEqual<number>(yield* store.versionAt(stream, moment), found, `at ${version}`)
      }
    })
  )

  it.effect("knows the version at a position, also one between the stream's events", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [stream, other] = [aProject(), aProject()]
      const [before] = yield* happened(other, 1)
      const [first, second] = yield* happened(stream, 1, 1)
      const [between] = yield* happened(other, 1)
      const [third] = yield* happened(stream, 1)
      const [after] = yield* happened(other, 1)

      for (const [position, found] of [
        [0, 0],
        [before!, 0],
        [first! - 1, 0],
        [first!, 1],
        [second!, 2],
        [between!, 2],
        [third! - 1, 2],
        [third!, 3],
        [after!, 3],
        [Number.MAX_SAFE_INTEGER, 3]
      ] as const) {
        const moment = { position: Position.make(position) }
        assert.strictEqual<number>(yield* store.versionAt(stream, moment), found, `at ${position}`)
      }
    })
  )

  it.effect("knows the version at a time, that millisecond included", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* happened(stream, 10, 20, 20)
      yield* happened(stream, 20, 30)

      for (const [time, found] of [
        [at(0), 0],
        [at(9), 0],
        [at(10), 1],
        [at(11), 1],
        [at(19), 1],
        [at(20), 4],
        [at(29), 4],
        [at(30), 5],
        [Timestamp.make("1970-01-01T00:00:00.000Z"), 0],
        [Timestamp.make("2999-12-31T23:59:59.999Z"), 5]
      ] as const) {
        assert.strictEqual<number>(yield* store.versionAt(stream, { time }), found, time)
      }
    })
  )

  it.effect("includes everything that had happened by a time when a clock was set back meanwhile", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* happened(stream, 10, 500, 20, 30)

      assert.strictEqual<number>(yield* store.versionAt(stream, { time: at(9) }), 0)
      assert.strictEqual<number>(yield* store.versionAt(stream, { time: at(15) }), 1)
      assert.strictEqual<number>(yield* store.versionAt(stream, { time: at(25) }), 3)
      assert.strictEqual<number>(yield* store.versionAt(stream, { time: at(30) }), 4)
    })
  )

  it.effect("knows that a stream without events is at 0, whenever", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      for (const moment of [
        { version: StreamVersion.make(7) },
        { position: Position.make(Number.MAX_SAFE_INTEGER) },
        { time: at(0) }
      ]) {
        assert.strictEqual<number>(yield* store.versionAt(stream, moment), 0)
      }
    })
  )

  it.effect("knows how each of many streams stands now, in the order asked, also one asked for twice", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [one, none, two] = [aProject(), aProject(), aProject()]
      yield* happened(one, 1)
      yield* happened(two, 1, 2)
      assert.deepStrictEqual<ReadonlyArray<number>>(
        yield* store.versions([two, none, one, two]),
        [2, 0, 1, 2]
      )
      yield* happened(one, 3)
      assert.deepStrictEqual<ReadonlyArray<number>>(yield* store.versions([one]), [2])
      assert.deepStrictEqual<ReadonlyArray<number>>(yield* store.versions([]), [])
    })
  )

  it.effect("has a horizon that comes to every event and never goes back", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      let last = yield* store.horizon
      for (let round = 0; round < 5; round++) {
        const [position] = yield* happened(aProject(), round)
        yield* readable(position!)
        const next = yield* store.horizon
        assert.isAtLeast(next, last)
        last = next
      }
    })
  )

  it.effect("lets no event come to lie at or below a horizon that it named, while eight write", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const start = yield* store.horizon
      const upTo = (to: Position) =>
        Effect.map(Stream.runCollect(store.readAll({ after: start, to })), (events) =>
          events.map((event) => event.position)
        )
      const seen: Array<readonly [horizon: Position, positions: ReadonlyArray<Position>]> = []
      const look = Effect.gen(function* () {
        const horizon = yield* store.horizon
        seen.push([horizon, yield* upTo(horizon)])
      })

      const receipts = yield* raced(9, (writer) =>
        writer === 8
          ? Effect.as(Effect.repeat(look, { times: 19 }), [])
          : Effect.forEach(Array.from({ length: 15 }), () => happened(aProject(), 1, 2))
      )

      const positions = receipts.flat(2)
      yield* readable(Position.make(Math.max(...positions)))
      yield* look
      for (const [horizon, before] of seen) assert.deepStrictEqual(yield* upTo(horizon), before)
      assert.includeMembers([...(seen.at(-1)?.[1] ?? [])], positions)
    })
  )
}
