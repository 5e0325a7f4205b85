import { assert, describe, it } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { type AppendRequest, EventStore } from "@layercake/core/store/EventStore"
import { JobId, JobQueue, type NewJob } from "@layercake/core/store/JobQueue"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { makeSeparate, type Separate, stores } from "./SeparateQueue.ts"

const project = ProjectId.make("sample")

const job = (id: string): NewJob => ({
  id: JobId.make(id),
  tier: "medium",
  project,
  kind: "sample",
  payload: {}
})

const request = (jobs: ReadonlyArray<NewJob>, commandId = "command"): AppendRequest => ({
  stream: project,
  expected: "any",
  events: [
    {
      type: "Sample",
      schemaVersion: 1,
      data: {},
      metadata: {
        actor: system,
        at: Timestamp.make("2026-11-22T10:00:00.000Z"),
        commandId: CommandId.make(commandId)
      }
    }
  ],
  commandId: CommandId.make(commandId),
  views: [],
  jobs
})

const append = (request: AppendRequest) => Effect.flatMap(EventStore, (store) => store.append(request))

/** An append with one job, under way. */
const begun = Effect.forkChild(append(request([job("a")])), { startImmediately: true })

const queued = Effect.map(
  Effect.flatMap(JobQueue, (queue) => queue.list()),
  (jobs) => jobs.map(({ id }) => String(id))
)

const inside = <A, E>(world: Separate, effect: Effect.Effect<A, E, EventStore | JobQueue>) =>
  Effect.provide(effect, stores(world))

describe("EnqueueAfterAppend", () => {
  it.effect("brings the jobs of an append into the queue, and keeps none beside the log", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      const found = yield* inside(world, Effect.andThen(append(request([job("a"), job("b")])), queued))

      assert.deepStrictEqual(found, ["a", "b"])
      assert.strictEqual(world.log.jobs.size, 0)
    })
  )

  it.effect("lets an append stand while the queue is away, and brings its jobs when it is back", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      world.queueIs = "away"
      yield* inside(
        world,
        Effect.gen(function* () {
          const appending = yield* begun
          yield* TestClock.adjust("900 millis")
          assert.isUndefined(appending.pollUnsafe())
          yield* TestClock.adjust("200 millis")
          const receipt = yield* Fiber.join(appending)
          assert.deepStrictEqual([Number(receipt.version), receipt.duplicate], [1, false])
          assert.deepStrictEqual(yield* queued, [])

          world.queueIs = "there"
          yield* TestClock.adjust("7 seconds")
          assert.deepStrictEqual(yield* queued, ["a"])
        })
      )
    })
  )

  it.effect("gives up bringing them after a minute", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      world.queueIs = "away"
      yield* inside(
        world,
        Effect.gen(function* () {
          const appending = yield* begun
          yield* TestClock.adjust("2 minutes")
          yield* Fiber.join(appending)

          world.queueIs = "there"
          yield* TestClock.adjust("2 minutes")
          assert.deepStrictEqual(yield* queued, [])
        })
      )
    })
  )

  it.effect("brings the jobs of an append that is interrupted while they are on their way", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      world.queueIs = "away"
      yield* inside(
        world,
        Effect.gen(function* () {
          const appending = yield* begun
          yield* TestClock.adjust("100 millis")
          yield* Fiber.interrupt(appending)

          world.queueIs = "there"
          yield* TestClock.adjust("7 seconds")
          assert.deepStrictEqual(yield* queued, ["a"])
        })
      )
    })
  )

  it.effect("brings the jobs again when the same command comes again", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      world.queueIs = "hangs"
      yield* inside(
        world,
        Effect.gen(function* () {
          const appending = yield* begun
          yield* TestClock.adjust("2 seconds")
          yield* Fiber.join(appending)
        })
      )
      world.queueIs = "there"

      const found = yield* inside(
        world,
        Effect.gen(function* () {
          const receipt = yield* append(request([job("a")]))
          assert.isTrue(receipt.duplicate)
          return yield* queued
        })
      )

      assert.deepStrictEqual(found, ["a"])
      assert.strictEqual(world.log.events.length, 1)
    })
  )
})
