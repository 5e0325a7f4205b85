/**
 * What appending must do, with the read models and jobs that an append carries. A part of `EventStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import { EventStore, StreamVersion, VersionConflict } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Stream } from "effect"
import { aJob, anAppend, anEvent, aProject, command, raced } from "./StoreSample.ts"

export const appends = (it: Vitest.MethodsNonLive<EventStore | BlobStore | ReadModelStore | JobQueue>) => {
  it.effect("reads back what was appended, oldest first", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const [first, second] = [anEvent("Asked", { text: "hello" }), anEvent("Answered", [1, null, true])]

      const receipt = yield* store.append(anAppend(stream, { events: [first, second] }))
      const events = yield* Stream.runCollect(store.readStream(stream))

      assert.deepStrictEqual<ReadonlyArray<object>>(events, [
        { ...first, stream, version: 1, position: receipt.positions[0], hash: events[0]?.hash },
        { ...second, stream, version: 2, position: receipt.positions[1], hash: events[1]?.hash }
      ])
      assert.strictEqual(receipt.version, 2)
      assert.isFalse(receipt.duplicate)
    })
  )

  it.effect("keeps data exactly as it was", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      const data = {
        z: "\u0000 nul, \ud800 half a pair, \u{1f370}",
        a: [0.1, -0.5, 1e300, 9007199254740991],
        "": { deep: [[], {}, [null, false]] }
      }
      yield* store.append(anAppend(stream, { events: [anEvent("Odd", data)] }))

      const [event] = yield* Stream.runCollect(store.readStream(stream))

      assert.deepStrictEqual(event?.data, data)
    })
  )

  it.effect("refuses an append that expected another version, and says which one is there", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()
      yield* store.append(anAppend(stream, { expected: "none" }))

      for (const expected of [StreamVersion.make(0), StreamVersion.make(2), "none"] as const) {
        const error = yield* Effect.flip(store.append(anAppend(stream, { expected })))
        assert.deepStrictEqual(
          error,
          new VersionConflict({ stream, expected, actual: StreamVersion.make(1) })
        )
      }
    })
  )

  it.effect("accepts the version that is there, any version, and that there is a stream", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const stream = aProject()

      const missing = yield* Effect.flip(store.append(anAppend(stream, { expected: "exists" })))
      assert.strictEqual(missing._tag, "VersionConflict")
      for (const expected of ["any", "exists", StreamVersion.make(2), "any"] as const) {
        yield* store.append(anAppend(stream, { expected }))
      }

      const events = yield* Stream.runCollect(store.readStream(stream))
      assert.deepStrictEqual(
        events.map((event) => event.version as number),
        [1, 2, 3, 4]
      )
    })
  )

  it.effect("leaves nothing of an append that was refused", () =>
    Effect.gen(function* () {
      const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
      const stream = aProject()
      const job = aJob({ project: stream })
      const request = anAppend(stream, {
        expected: StreamVersion.make(7),
        views: [{ projection: "sample", project: stream, key: "a", row: 1 }],
        jobs: [job]
      })

      yield* Effect.flip(store.append(request))

      assert.deepStrictEqual(yield* Stream.runCollect(store.readStream(stream)), [])
      assert.deepStrictEqual(yield* store.receipt(request.commandId), Option.none())
      assert.deepStrictEqual(yield* views.list("sample", stream), [])
      assert.isFalse((yield* queue.list()).some(({ id }) => id === job.id))
    })
  )

  it.effect(
    "keeps contents with the events that name them, once, and none of an append that was not made",
    () =>
      Effect.gen(function* () {
        const [store, blobs] = [yield* EventStore, yield* BlobStore]
        const stream = aProject()
        const text = (name: string) => `${name} \u{1f370} of ${stream}`
        const digestOf = (name: string) => Effect.tap(blobs.put(bytesOf(text(name))), blobs.remove)
        const names = ["one", "two", "bare", "all", "raced 0", "raced 7", "twice", "refused"] as const
        const digests = yield* Effect.all(names.map(digestOf))
        const appended = { commandId: command(), contents: [text("one"), text("two"), text("one")] }

        yield* store.append(anAppend(stream, appended))
        yield* store.append(anAppend(stream, { ...appended, contents: [text("twice")] }))
        yield* store.append(anAppend(stream, { events: [], contents: [text("bare")] }))
        yield* Effect.flip(store.append(anAppend(stream, { expected: "none", contents: [text("refused")] })))
        yield* raced(8, (writer) =>
          store.append(anAppend(aProject(), { contents: [text(`raced ${writer}`), text("all")] }))
        )

        const kept = yield* Effect.forEach(digests, blobs.get)
        assert.deepStrictEqual(
          kept.map(Option.map(textOf)),
          names.map((name) =>
            name === "twice" || name === "refused" ? Option.none() : Option.some(text(name))
          )
        )
      })
  )

  it.effect("keeps all of an append or nothing, also when a part of it cannot be kept", () =>
    Effect.gen(function* () {
      const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
      const nul = "not every store can keep \u0000"
      for (const spoilt of ["view", "job", "command"]) {
        const stream = aProject()
        const key = spoilt === "view" ? nul : "a"
        const job = aJob({ project: stream, kind: spoilt === "job" ? nul : "sample" })
        const request = anAppend(stream, {
          commandId: command(spoilt === "command" ? nul : undefined),
          views: [
            { projection: "sample", project: stream, key: "0", row: 1 },
            { projection: "sample", project: stream, key, row: 1 }
          ],
          jobs: [aJob({ project: stream }), job]
        })

        const kept = yield* Effect.isSuccess(store.append(request))

        assert.lengthOf(yield* Stream.runCollect(store.readStream(stream)), kept ? 1 : 0)
        assert.lengthOf(yield* views.list("sample", stream), kept ? 2 : 0)
        assert.lengthOf(
          (yield* queue.list()).filter(({ project }) => project === stream),
          kept ? 2 : 0
        )
        if (!kept && spoilt !== "command") {
          assert.deepStrictEqual(yield* store.receipt(request.commandId), Option.none())
        }
      }
    })
  )

  it.effect("answers the same command with the first receipt, whatever else is asked", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const [stream, other] = [aProject(), aProject()]
      const request = anAppend(stream, { events: [anEvent("A"), anEvent("B")] })
      const { duplicate: _, ...first } = yield* store.append(request)

      const again = yield* store.append(request)
      const elsewhere = yield* store.append({ ...request, stream: other, expected: "exists" })

      assert.deepStrictEqual(again, { ...first, duplicate: true })
      assert.deepStrictEqual(elsewhere, { ...first, duplicate: true })
      assert.deepStrictEqual(yield* store.receipt(request.commandId), Option.some(first))
      assert.lengthOf(yield* Stream.runCollect(store.readStream(stream)), 2)
      assert.lengthOf(yield* Stream.runCollect(store.readStream(other)), 0)
    })
  )

  it.effect("appends once when the same command comes many times at once", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      for (let round = 0; round < 10; round++) {
        const request = anAppend(aProject())

        const receipts = yield* raced(8, (index) =>
          // Half of them on another stream, where no lock on the stream can help.
          store.append(index % 2 === 0 ? request : { ...request, stream: aProject() })
        )

        assert.lengthOf(
          receipts.filter((receipt) => !receipt.duplicate),
          1
        )
        assert.lengthOf(
          new Set(receipts.map((receipt) => `${receipt.stream} ${receipt.positions.join()}`)),
          1
        )
      }
    })
  )

  it.effect("keeps the receipt, the views and the jobs of an append without events", () =>
    Effect.gen(function* () {
      const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
      const stream = aProject()
      const job = aJob({ project: stream })

      const receipt = yield* store.append(
        anAppend(stream, {
          events: [],
          views: [{ projection: "sample", project: stream, key: "a", row: 1 }],
          jobs: [job]
        })
      )

      assert.deepStrictEqual(receipt, {
        stream,
        version: StreamVersion.make(0),
        positions: [],
        duplicate: false
      })
      assert.deepStrictEqual(yield* views.get("sample", stream, "a"), Option.some(1))
      assert.isTrue((yield* queue.list()).some(({ id }) => id === job.id))
    })
  )

  it.effect("has no receipt for a command that never came", () =>
    Effect.gen(function* () {
      const store = yield* EventStore

      assert.deepStrictEqual(yield* store.receipt(command()), Option.none())
    })
  )

  it.effect("shows views and jobs as soon as the append returns", () =>
    Effect.gen(function* () {
      const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
      const stream = aProject()
      const job = aJob({ project: stream })
      const write = (key: string, row: number | null) => ({
        projection: "sample",
        project: stream,
        key,
        row
      })
      yield* store.append(anAppend(stream, { views: [write("a", 1), write("b", 1), write("c", 1)] }))

      yield* store.append(
        anAppend(stream, {
          views: [write("a", 2), write("a", 3), write("b", null), write("d", null)],
          jobs: [job, job]
        })
      )

      assert.deepStrictEqual(
        (yield* views.list("sample", stream)).map(({ key, row }) => [key, row]),
        [
          ["a", 3],
          ["c", 1]
        ]
      )
      assert.lengthOf(
        (yield* queue.list()).filter(({ id }) => id === job.id),
        1
      )
    })
  )
}
