import { assert, it } from "@effect/vitest"
import * as AccountSecretConformance from "@layercake/conformance/AccountSecretConformance"
import * as AccountStoreConformance from "@layercake/conformance/AccountStoreConformance"
import * as BlobStoreConformance from "@layercake/conformance/BlobStoreConformance"
import * as CheckpointStoreConformance from "@layercake/conformance/CheckpointStoreConformance"
import * as EventStoreConformance from "@layercake/conformance/EventStoreConformance"
import * as JobQueueConformance from "@layercake/conformance/JobQueueConformance"
import * as ReadModelStoreConformance from "@layercake/conformance/ReadModelStoreConformance"
import * as SecretStoreConformance from "@layercake/conformance/SecretStoreConformance"
import * as SnapshotStoreConformance from "@layercake/conformance/SnapshotStoreConformance"
import { aJob, anAppend, aProject } from "@layercake/conformance/StoreSample"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Fiber, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { makeState } from "../src/MemoryState.ts"
import * as MemoryStore from "../src/MemoryStore.ts"

EventStoreConformance.suite("memory", MemoryStore.layer)
ReadModelStoreConformance.suite("memory", MemoryStore.layer)
CheckpointStoreConformance.suite("memory", MemoryStore.layer)
SnapshotStoreConformance.suite("memory", MemoryStore.layer)
BlobStoreConformance.suite("memory", MemoryStore.layer)
SecretStoreConformance.suite("memory", MemoryStore.layer)
AccountStoreConformance.suite("memory", MemoryStore.layer)
AccountSecretConformance.suite("memory", MemoryStore.layer)
JobQueueConformance.suite("memory", MemoryStore.layer)
JobQueueConformance.leaseSuite("memory", MemoryStore.layerWith(makeState(), { lease: "1 second" }))

it.effect("keeps its state when everything in flight ends", () => {
  const state = makeState()
  const stream = aProject()
  const job = aJob({ project: stream })
  const crashing = Effect.gen(function* () {
    yield* (yield* EventStore).append(anAppend(stream, { jobs: [job] }))
    yield* (yield* JobQueue).take("medium")
    return yield* Effect.die("crash")
  })
  const next = Effect.gen(function* () {
    const queue = yield* JobQueue
    const events = yield* Stream.runCollect((yield* EventStore).readStream(stream))
    return { events: events.length, reclaimed: yield* queue.reclaim, job: yield* queue.take("medium") }
  })

  return Effect.gen(function* () {
    yield* Effect.exit(crashing.pipe(Effect.provide(MemoryStore.layerWith(state))))
    const found = yield* next.pipe(Effect.provide(MemoryStore.layerWith(state)))

    assert.deepInclude(found, { events: 1, reclaimed: 1 })
    assert.deepInclude(found.job, { id: job.id, attempt: 2 })
  })
})

it.effect("waits for a delay by the clock, without polling", () =>
  Effect.gen(function* () {
    const queue = yield* JobQueue
    yield* queue.enqueue([aJob()])
    yield* queue.retry(yield* queue.take("medium"), { delay: Duration.days(1), error: "later" })
    const waiting = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })

    yield* TestClock.adjust("23 hours")
    assert.isUndefined(waiting.pollUnsafe())
    yield* TestClock.adjust("1 hour")

    assert.strictEqual((yield* Fiber.join(waiting)).attempt, 2)
  }).pipe(Effect.provide(MemoryStore.layer))
)

it.effect("ends the lease of a checkpoint by the clock", () =>
  Effect.gen(function* () {
    const checkpoints = yield* CheckpointStore
    const claim = checkpoints.claim({ reader: "r", partition: 0 }, { lease: Duration.minutes(1) })
    const first = Option.getOrThrow(yield* claim)
    yield* TestClock.adjust("50 seconds")
    yield* checkpoints.advance(first, Position.make(1))

    yield* TestClock.adjust("59 seconds")
    assert.deepStrictEqual(yield* claim, Option.none())
    yield* TestClock.adjust("1 second")

    assert.strictEqual<number>(Option.getOrThrow(yield* claim).position, 1)
    assert.strictEqual(
      (yield* Effect.flip(checkpoints.advance(first, Position.make(2))))._tag,
      "CheckpointLost"
    )
  }).pipe(Effect.provide(MemoryStore.layer))
)
