/**
 * Appends that go to the database together are each on their own.
 */
import { assert, layer } from "@effect/vitest"
import { aJob, anAppend, anEvent, aProject, raced } from "@layercake/conformance/StoreSample"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Stream } from "effect"
import { maxEvents } from "../src/PgAppend.ts"
import * as PgStore from "../src/PgStore.ts"

layer(PgStore.layerEmbeddedMemory, { excludeTestServices: true, timeout: "60 seconds" })(
  "appends asked for at the same time",
  (it) => {
    it.effect("are kept whatever becomes of the one that cannot be, in order of positions", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const streams = Array.from({ length: 4 }, aProject)
        const outcomes = yield* raced(24, (index) =>
          Effect.result(
            store.append(
              anAppend(streams[index % 4]!, {
                events: [anEvent(index === 7 ? "no text of Postgres: \u0000" : "Kept", index)],
                ...(index === 9 ? { expected: StreamVersion.make(99) } : {})
              })
            )
          )
        )

        assert.deepStrictEqual(
          outcomes.flatMap((outcome, index) =>
            outcome._tag === "Failure" ? [[index, outcome.failure._tag]] : []
          ),
          [
            [7, "StoreUnavailable"],
            [9, "VersionConflict"]
          ]
        )
        const kept = yield* Effect.forEach(streams, (stream) => Stream.runCollect(store.readStream(stream)))
        assert.deepStrictEqual(
          kept
            .flat()
            .map((event) => event.data as number)
            .sort((a, b) => a - b),
          Array.from({ length: 24 }, (_, index) => index).filter((index) => index !== 7 && index !== 9)
        )
        for (const events of kept)
          assert.deepStrictEqual(
            events.map((event) => event.position),
            events.map((event) => event.position).toSorted((a, b) => a - b)
          )
        assert.strictEqual(new Set(kept.flat().map((event) => event.position)).size, 22)
      })
    )

    it.effect("are each taken or refused by what their own stream holds", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const refused = new Set([2, 5])
        const streams = Array.from({ length: 8 }, aProject)
        const outcomes = yield* raced(8, (index) =>
          Effect.result(
            store.append(
              anAppend(streams[index]!, {
                expected: refused.has(index) ? "exists" : "none",
                jobs: [aJob({ project: streams[index]! })]
              })
            )
          )
        )
        const queue = yield* JobQueue
        for (const [index, outcome] of outcomes.entries()) {
          assert.strictEqual(outcome._tag, refused.has(index) ? "Failure" : "Success")
          const jobs = yield* queue.list({ project: streams[index]! })
          assert.lengthOf(jobs, refused.has(index) ? 0 : 1)
        }
      })
    )

    it.effect("share transactions", () =>
      Effect.gen(function* () {
        const store = yield* EventStore
        const receipts = yield* raced(8, () => store.append(anAppend(aProject())))
        const transactions = receipts.map(({ positions }) => Math.floor(positions[0]! / maxEvents))
        assert.isAtMost(new Set(transactions).size, 2)
      })
    )

    it.effect(
      "give the same receipt to the same command, and leave nothing behind when nobody waits any more",
      () =>
        Effect.gen(function* () {
          const store = yield* EventStore
          const request = anAppend(aProject())
          const receipts = yield* raced(8, () => store.append(request))
          assert.strictEqual(receipts.filter((receipt) => !receipt.duplicate).length, 1)
          assert.strictEqual(new Set(receipts.map((receipt) => receipt.positions[0])).size, 1)

          const other = aProject()
          yield* raced(8, () => Effect.timeoutOption(store.append(anAppend(other)), 0))
          const { version } = yield* store.append(anAppend(other))
          const events = yield* Stream.runCollect(store.readStream(other))
          assert.strictEqual(events.length, version)
        })
    )
  }
)
