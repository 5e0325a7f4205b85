/**
 * That each event is tied to all before it in its stream, and how. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, type Schema, Stream } from "effect"
import { chainOf } from "./EventChainSample.ts"
import { anAppend, anEvent, aProject, raced, readable } from "./StoreSample.ts"

/** Reads the stream, sees that its chain holds, and returns its hashes. */
const held = Effect.fnUntraced(function* (stream: ProjectId) {
  const events = yield* Stream.runCollect((yield* EventStore).readStream(stream))
  const hashes = events.map((event) => event.hash as string)
  assert.deepStrictEqual(hashes, yield* chainOf(events))
  return hashes
})

export const chains = (it: Vitest.MethodsNonLive<EventStore>) => {
  it.effect("ties each event to all before it in its stream, however they came", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [left, right] = [aProject(), aProject()]
      const append = (stream: ProjectId, expected: "any" | "none" | "exists" | number, count: number) =>
        store.append(
          anAppend(stream, {
            expected: typeof expected === "number" ? StreamVersion.make(expected) : expected,
            events: Array.from({ length: count }, (_, index) =>
              anEvent("Linked", { b: index, a: [expected] })
            )
          })
        )

      yield* append(left, "none", 2)
      yield* append(right, "any", 1)
      yield* append(left, 2, 3)
      yield* append(right, "exists", 2)
      yield* append(left, "any", 1)
      yield* append(left, "exists", 0)
      yield* append(left, 6, 1)
      yield* append(right, 3, 20)

      assert.lengthOf(new Set([...(yield* held(left)), ...(yield* held(right))]), 7 + 23)
    })
  )

  it.effect("ties the events of each of many streams that are appended to at the same time", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const streams = Array.from({ length: 12 }, aProject)
      for (const round of [1, 2, 3])
        yield* raced(streams.length, (index) =>
          store.append(
            anAppend(streams[index]!, {
              expected: round === 1 ? "none" : StreamVersion.make((round - 1) * (index % 4)),
              events: Array.from({ length: index % 4 }, (_, place) => anEvent("Linked", [round, place]))
            })
          )
        )

      const lengths = yield* Effect.forEach(streams, (stream) =>
        Effect.map(held(stream), (all) => all.length)
      )
      assert.deepStrictEqual(
        lengths,
        streams.map((_, index) => 3 * (index % 4))
      )
    })
  )

  it.effect("ties nothing to what was refused or came a second time", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const first = anAppend(stream, { expected: "none" })
      yield* store.append(first)
      yield* Effect.flip(store.append(anAppend(stream, { expected: "none" })))
      yield* store.append(first)
      yield* store.append(anAppend(stream))

      assert.lengthOf(yield* held(stream), 2)
    })
  )

  it.effect("holds when eight write to one stream at once", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()

      yield* raced(8, (index) =>
        Effect.repeat(
          Effect.suspend(() =>
            store.append(anAppend(stream, { events: [anEvent("A", index), anEvent("B", index)] }))
          ),
          { times: 4 }
        )
      )

      assert.lengthOf(yield* held(stream), 8 * 5 * 2)
    })
  )

  it.effect("is the same in every way of reading", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const { positions } = yield* store.append(
        anAppend(stream, { events: [anEvent("A"), anEvent("B", "x".repeat(40_000)), anEvent("C")] })
      )
      yield* readable(positions.at(-1)!)
      const hashes = yield* held(stream)

      for (const events of [
        yield* Stream.runCollect(store.readAll({ stream })),
        yield* Stream.runCollect(Stream.take(store.subscribe({ stream }), 3)),
        (yield* Stream.runCollect(store.readStream(stream, { backwards: true }))).toReversed()
      ]) {
        assert.deepStrictEqual(
          events.map((event) => event.hash as string),
          hashes
        )
      }
    })
  )

  it.effect("gives the same events the same hashes whatever the store", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = ProjectId.make("conformance-chain")
      const commandId = CommandId.make("conformance-chain 1")
      const metadata = {
        actor: system,
        at: Timestamp.make("2026-11-22T10:00:00.000Z"),
        commandId,
        correlationId: "\u{1f370}",
        trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      }

      yield* store.append({
        ...anAppend(stream, { commandId }),
        events: frozen.map(({ data }) => ({ type: "Frozen", schemaVersion: 2, data, metadata }))
      })

      assert.deepStrictEqual(
        yield* held(stream),
        frozen.map(({ hash }) => hash)
      )
    })
  )
}

/** Hashes from another program's SHA-256 and its own writer of canonical JSON. */
const frozen: ReadonlyArray<{ readonly data: Schema.Json; readonly hash: string }> = [
  { data: {}, hash: "3839dbb64b8b7f629537d86d255eb83f24de7c5578dfe04edff439729249e681" },
  {
    data: { z: 1, a: [true, null, "é \u0000 \u{1f370}"], "10": 1, "9": 2 },
    hash: "43ac62f64e9a0a1a38402eaedaa1bf3d6a103afc046fc5fac668463b8fa0b8fb"
  },
  {
    data: [1e21, 1e-7, -0, 0.1, 123456789012345680000, -1.5],
    hash: "8e987e44a80363e2419bd9f4fab38e2e7f6793a765de14c94cd0ef761897f531"
  },
  { data: "x".repeat(32_766), hash: "7d08771afd10bbf37ef9743171d87038b2963c7ef14e32c56fc8b0e2a9948f22" },
  { data: "x".repeat(32_767), hash: "2ee5f36366ce7b65b72c6be452af2ccf99bec733276c6b1a9abcaa182f2c83e2" },
  {
    data: { "\u20ac": 1, "\ufb33": 2, "\u{1f600}": 3, "": 4 },
    hash: "8a22380117dde33951eb23173fd05d45d093729a25d1b7288edf1106f8b3416f"
  }
]
