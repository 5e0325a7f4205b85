/**
 * How much of the log the memory store looks at for an answer, and that it believes nothing but the log.
 */
import { assert, describe, it } from "@effect/vitest"
import { anAppend, anEvent, aProject } from "@layercake/conformance/StoreSample"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type Position, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import { makeState, type MemoryState } from "../src/MemoryState.ts"
import * as MemoryStore from "../src/MemoryStore.ts"

/** A state that counts how often an event of its log is looked at. */
const counting = () => {
  const looks = { count: 0 }
  const events = new Proxy<Array<StoredEvent>>([], {
    get: (target, name, receiver) => {
      if (typeof name === "string" && /^\d+$/.test(name)) looks.count++
      return Reflect.get(target, name, receiver) as unknown
    }
  })
  const state: MemoryState = { ...makeState(), events }
  const during = <A, E>(effect: Effect.Effect<A, E, EventStore>) =>
    Effect.suspend(() => {
      const before = looks.count
      return Effect.map(effect, (value) => [value, looks.count - before] as const)
    })
  return { state, during }
}

/** Many streams with their events mixed, and one of 1,000 events among them. */
const filled = Effect.gen(function* () {
  const store = yield* EventStore
  const [stream, ...others] = Array.from({ length: 100 }, aProject) as [ProjectId, ...Array<ProjectId>]
  for (let round = 0; round < 10; round++) {
    yield* store.append(
      anAppend(stream, { events: Array.from({ length: 100 }, (_, index) => anEvent("Own", index)) })
    )
    for (const other of others)
      yield* store.append(anAppend(other, { events: Array.from({ length: 10 }, () => anEvent("Other")) }))
  }
  return stream
})

const versions = (events: ReadonlyArray<StoredEvent>) => events.map((event) => event.version as number)

describe("the memory event log", () => {
  it.effect("looks at the events of one stream, not at those of all", () => {
    const { during, state } = counting()
    return Effect.gen(function* () {
      const store = yield* EventStore
      const stream = yield* filled
      assert.lengthOf(state.events, 10_900)

      const [all, forAll] = yield* during(Stream.runCollect(store.readStream(stream)))
      const [version, forVersion] = yield* during(store.versionAt(stream, { position: 5_000 as Position }))
      const [, forAppend] = yield* during(store.append(anAppend(stream)))

      assert.lengthOf(all, 1_000)
      assert.isAtMost(forAll, 1_100)
      assert.strictEqual<number>(version, 500)
      assert.isAtMost(forVersion, 30)
      assert.isAtMost(forAppend, 30)
    }).pipe(Effect.provide(MemoryStore.layerWith(state)))
  })

  it.effect("looks no further ahead than one portion of what a reader has taken", () => {
    const { during, state } = counting()
    return Effect.gen(function* () {
      const store = yield* EventStore
      yield* filled
      const reading = [
        store.readAll(),
        store.readAll({ backwards: true }),
        store.readAll({ types: ["Other", "Own"] }),
        store.subscribe()
      ]
      for (const events of reading) {
        const [, forOne] = yield* during(Stream.runCollect(Stream.take(events, 1)))
        const [, forMany] = yield* during(Stream.runCollect(Stream.take(events, 1_000)))

        assert.isAtMost(forOne, 300)
        assert.isAtMost(forMany, 1_400)
      }
    }).pipe(Effect.provide(MemoryStore.layerWith(state)))
  })

  it.effect("reads what was there when the reading began", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* store.append(anAppend(stream, { events: [anEvent("A"), anEvent("B")] }))
      const appending = <E>(events: Stream.Stream<StoredEvent, E>) =>
        events.pipe(
          Stream.rechunk(1),
          Stream.tap(() => store.append(anAppend(stream))),
          Stream.runCollect
        )

      assert.deepStrictEqual(versions(yield* appending(store.readAll())), [1, 2])
      assert.deepStrictEqual(versions(yield* appending(store.readStream(stream))), [1, 2, 3, 4])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("reads the log as it is when somebody has changed it behind the store's back", () => {
    const state = makeState()
    return Effect.gen(function* () {
      const store = yield* EventStore
      const [stream, other] = [aProject(), aProject()]
      for (const type of ["A", "B", "C", "D"]) {
        yield* store.append(anAppend(stream, { events: [anEvent(type)] }))
        yield* store.append(anAppend(other))
      }
      const types = Effect.map(Stream.runCollect(store.readStream(stream)), (events) =>
        events.map((event) => event.type).join("")
      )
      const [a, b] = [state.events[0]!, state.events[2]!]
      assert.strictEqual(yield* types, "ABCD")

      state.events.splice(0, 3, b, state.events[1]!, a)
      assert.strictEqual(yield* types, "BACD", "two changed places")
      state.events.splice(2, 1)
      assert.strictEqual(yield* types, "BCD", "one is gone")
      state.events.splice(2, 0, a)
      assert.strictEqual(yield* types, "BACD", "one was put in")
      state.events.splice(6)
      assert.strictEqual(yield* types, "BAC", "the end is gone")
      state.events.splice(0, 1, { ...b, type: "X" })
      assert.strictEqual(yield* types, "XAC", "one was changed")
    }).pipe(Effect.provide(MemoryStore.layerWith(state)))
  })

  it.effect("keeps what was hashed, whatever the caller does with the data afterwards", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const data = { list: ["as it was"] }
      yield* store.append(anAppend(stream, { events: [anEvent("Kept", data)] }))
      data.list[0] = "changed"

      const [event] = yield* Stream.runCollect(store.readStream(stream))

      assert.deepStrictEqual(event?.data, { list: ["as it was"] })
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
