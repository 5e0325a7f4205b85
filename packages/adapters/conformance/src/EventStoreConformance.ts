/**
 * The behaviour every `EventStore` adapter must show, together with the read models and jobs that an append carries.
 * Runs on the real clock: the store may live outside this process.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { EventStore, Position, StreamVersion, VersionConflict } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Fiber, type Layer, Option, Stream } from "effect"
import { anEvent, anAppend, aJob, aProject, command, eventually, raced } from "./StoreSample.ts"

export const suite = <E>(name: string, layer: Layer.Layer<EventStore | ReadModelStore | JobQueue, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`EventStore (${name})`, (it) => {
    it.effect("reads back what was appended, oldest first", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const stream = aProject()
        const [first, second] = [anEvent("Asked", { text: "hello" }), anEvent("Answered", [1, null, true])]

        const receipt = yield* store.append(anAppend(stream, { events: [first, second] }))
        const events = yield* Stream.runCollect(store.readStream(stream))

        assert.deepStrictEqual(events, [
          { ...first, stream, version: 1, position: receipt.positions[0] },
          { ...second, stream, version: 2, position: receipt.positions[1] }
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
          a: [0.1, -0.5, 1e300, 12345678901234567],
          "": { deep: [[], {}, [null, false]] }
        }
        yield* store.append(anAppend(stream, { events: [anEvent("Odd", data)] }))

        const [event] = yield* Stream.runCollect(store.readStream(stream))

        assert.deepStrictEqual(event?.data, data)
        assert.deepStrictEqual(Object.keys(event?.data as object), Object.keys(data))
      })
    )

    it.effect("refuses an append that expected another version, and says which one is there", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const stream = aProject()
        yield* store.append(anAppend(stream, { expected: "none" }))

        for (const expected of [StreamVersion.make(0), StreamVersion.make(2), "none"] as const) {
          const error = yield* Effect.flip(store.append(anAppend(stream, { expected })))
          assert.deepStrictEqual(error, new VersionConflict({ stream, expected, actual: StreamVersion.make(1) }))
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
        assert.isFalse((yield* queue.list).some(({ id }) => id === job.id))
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
            (yield* queue.list).filter(({ project }) => project === stream),
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
        const stream = aProject()
        const request = anAppend(stream)

        const receipts = yield* raced(8, (index) =>
          // Half of them on another stream, where no lock on the stream can help.
          store.append(index % 2 === 0 ? request : { ...request, stream: aProject() })
        )

        assert.lengthOf(
          receipts.filter((receipt) => !receipt.duplicate),
          1
        )
        assert.lengthOf(new Set(receipts.map((receipt) => `${receipt.stream} ${receipt.positions.join()}`)), 1)
      })
    )

    it.effect("keeps the receipt, the views and the jobs of an append without events", () =>
      Effect.gen(function* () {
        const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
        const stream = aProject()
        const job = aJob({ project: stream })

        const receipt = yield* store.append(
          anAppend(stream, { events: [], views: [{ projection: "sample", project: stream, key: "a", row: 1 }], jobs: [job] })
        )

        assert.deepStrictEqual(receipt, { stream, version: StreamVersion.make(0), positions: [], duplicate: false })
        assert.deepStrictEqual(yield* views.get("sample", stream, "a"), Option.some(1))
        assert.isTrue((yield* queue.list).some(({ id }) => id === job.id))
      })
    )

    it.effect("has no receipt for a command that never came", () =>
      Effect.gen(function* () {
        const store = yield* EventStore

        assert.deepStrictEqual(yield* store.receipt(command()), Option.none())
      })
    )

    it.effect("reads a part of a stream, both ends included, and nothing of one that does not exist", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const stream = aProject()
        yield* store.append(anAppend(stream, { events: [anEvent("A"), anEvent("B"), anEvent("C"), anEvent("D")] }))
        const types = (from?: number, to?: number) =>
          Stream.runCollect(
            store.readStream(stream, {
              ...(from === undefined ? {} : { from: StreamVersion.make(from) }),
              ...(to === undefined ? {} : { to: StreamVersion.make(to) })
            })
          ).pipe(Effect.map((events) => events.map((event) => event.type).join("")))

        assert.deepStrictEqual(
          [yield* types(2, 3), yield* types(3), yield* types(undefined, 2), yield* types(9), yield* types(3, 2)],
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

    it.effect("reads the log in order of position, from a place, of some types, of one stream, up to a limit", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const [left, right] = [aProject(), aProject()]
        const [kind, other] = [`Kind-${left}`, `Other-${left}`]
        const { positions } = yield* store.append(anAppend(left, { events: [anEvent(kind, 1), anEvent(other, 2)] }))
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
          Effect.repeat(index % 2 === 0 ? decideAgain : Effect.suspend(() => store.append(anAppend(stream))), { times: 4 })
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
          const versions = seen.filter((event) => event.stream === stream).map((event) => event.version as number)
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
        const rest = yield* Effect.forkChild(read(first[0]?.position ?? Position.make(0), 2), { startImmediately: true })
        yield* store.append(anAppend(stream, { events: [anEvent("C")] }))

        assert.deepStrictEqual(
          [...first, ...(yield* Fiber.join(rest))].map((event) => event.type),
          ["A", "B", "C"]
        )
      })
    )

    it.effect("shows views and jobs as soon as the append returns", () =>
      Effect.gen(function* () {
        const [store, views, queue] = [yield* EventStore, yield* ReadModelStore, yield* JobQueue]
        const stream = aProject()
        const job = aJob({ project: stream })
        const write = (key: string, row: number | null) => ({ projection: "sample", project: stream, key, row })
        yield* store.append(anAppend(stream, { views: [write("a", 1), write("b", 1), write("c", 1)] }))

        yield* store.append(
          anAppend(stream, { views: [write("a", 2), write("a", 3), write("b", null), write("d", null)], jobs: [job, job] })
        )

        assert.deepStrictEqual(
          (yield* views.list("sample", stream)).map(({ key, row }) => [key, row]),
          [
            ["a", 3],
            ["c", 1]
          ]
        )
        assert.lengthOf(
          (yield* queue.list).filter(({ id }) => id === job.id),
          1
        )
      })
    )
  })

const rises = (numbers: ReadonlyArray<number>) =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? Infinity))
