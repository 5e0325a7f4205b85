/**
 * That data of any size and depth comes back as it was, and that bytes bound a reading. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore, type ReadLimit, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Fiber, type Schema, Stream } from "effect"
import { anAppend, anEvent, aProject, readable } from "./StoreSample.ts"

/** Text whose canonical JSON has so many bytes. */
const ofBytes = (bytes: number) => "x".repeat(bytes - 2)

const mebibyte = 1024 * 1024

/** Data around every size at which a store may do something else. */
const sizes = [3, 32_767, 32_768, 32_769, 40_000, mebibyte - 1, mebibyte + 1, 3 * mebibyte]

const nested = (levels: number) => {
  let value: Schema.Json = "inside"
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const textOf = (data: unknown) => JSON.stringify(data)

const lengths = (events: ReadonlyArray<StoredEvent>) => events.map((event) => String(event.data).length + 2)

export const payloads = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("gives back data of any size, in every way of reading", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const live = yield* store
        .subscribe({ stream })
        .pipe(Stream.take(sizes.length), Stream.runCollect, Effect.forkChild({ startImmediately: true }))

      const { positions } = yield* store.append(
        anAppend(stream, { events: sizes.map((bytes) => anEvent("Large", ofBytes(bytes))) })
      )
      yield* readable(positions.at(-1)!)

      for (const events of [
        yield* Stream.runCollect(store.readStream(stream)),
        yield* Stream.runCollect(store.readAll({ stream })),
        (yield* Stream.runCollect(store.readAll({ stream, backwards: true }))).toReversed(),
        yield* Fiber.join(live)
      ]) {
        assert.deepStrictEqual(lengths(events), sizes)
        assert.isTrue(events.every(({ data }, index) => data === ofBytes(sizes[index] ?? 0)))
      }
      const bounded = store.readAll({ stream, maxBytes: 2 * mebibyte })
      assert.deepStrictEqual(lengths(yield* Stream.runCollect(bounded)), sizes.slice(0, 6))
    })
  )

  it.effect("gives back large data that is not plain text, and the same data twice", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const odd = '\u0000 \ud800 \u{1f370} \\ " é \u2028 '
      const data = {
        z: odd.repeat(5_000),
        a: Array.from({ length: 5_000 }, (_, index) => index / 7),
        [odd]: null
      }
      const { positions } = yield* store.append(
        anAppend(stream, { events: [anEvent("Odd", data), anEvent("Odd", data)] })
      )
      yield* store.append(anAppend(aProject(), { events: [anEvent("Odd", data)] }))
      yield* readable(positions.at(-1)!)

      const events = yield* Stream.runCollect(store.readStream(stream))

      assert.deepStrictEqual(
        events.map((event) => event.data),
        [data, data]
      )
    })
  )

  it.effect("gives back data that is nested a thousand levels deep", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const data = nested(1_000)
      yield* store.append(anAppend(stream, { events: [anEvent("Deep", data)] }))

      const [event] = yield* Stream.runCollect(store.readStream(stream))

      assert.strictEqual(textOf(event?.data), textOf(data))
    })
  )

  it.effect("ends a reading before the event that would exceed the bytes, but always gets on", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const bytes = [10, 10, 10, 100, 10, 40_000, 10]
      const { positions } = yield* store.append(
        anAppend(stream, { events: bytes.map((bytes) => anEvent("Sized", ofBytes(bytes))) })
      )
      yield* readable(positions.at(-1)!)
      const read = Effect.fnUntraced(function* (limit: ReadLimit & { readonly backwards?: boolean }) {
        const inStream = lengths(yield* Stream.runCollect(store.readStream(stream, limit)))
        const inLog = lengths(yield* Stream.runCollect(store.readAll({ stream, ...limit })))
        assert.deepStrictEqual(inStream, inLog)
        return inStream
      })

      assert.deepStrictEqual(yield* read({ maxBytes: 30 }), [10, 10, 10])
      assert.deepStrictEqual(yield* read({ maxBytes: 29 }), [10, 10])
      assert.deepStrictEqual(yield* read({ maxBytes: 139 }), [10, 10, 10, 100])
      assert.deepStrictEqual(yield* read({ maxBytes: 129 }), [10, 10, 10], "nothing is left out in between")
      assert.deepStrictEqual(yield* read({ maxBytes: 1 }), [10])
      assert.deepStrictEqual(yield* read({ maxBytes: 1, backwards: true }), [10])
      assert.deepStrictEqual(yield* read({ maxBytes: 40_009, backwards: true }), [10])
      assert.deepStrictEqual(yield* read({ maxBytes: 40_010, backwards: true }), [10, 40_000])
      assert.deepStrictEqual(yield* read({ maxBytes: 30, limit: 2 }), [10, 10])
      assert.deepStrictEqual(yield* read({ maxBytes: 20, limit: 3 }), [10, 10])
      assert.deepStrictEqual(yield* read({ maxBytes: 1_000_000 }), bytes)
    })
  )

  it.effect("counts bytes of UTF-8 over canonical JSON, and only of what it delivers", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const [kind, other] = [`Kind-${stream}`, `Other-${stream}`]
      // {"a":"é","b":"\n"} has 19 bytes and 18 characters.
      const { positions } = yield* store.append(
        anAppend(stream, {
          events: [
            anEvent(kind, { b: "\n", a: "é" }),
            anEvent(other, ofBytes(50_000)),
            anEvent(kind, { b: "\n", a: "é" })
          ]
        })
      )
      yield* readable(positions.at(-1)!)
      const count = (maxBytes: number) =>
        Effect.map(
          Stream.runCollect(store.readAll({ stream, types: [kind], maxBytes })),
          (events) => events.length
        )

      assert.strictEqual(yield* count(38), 2)
      assert.strictEqual(yield* count(37), 1)
    })
  )
}
