/**
 * A job that cannot be done holds the gate that the project is at, whichever others are open.
 */
import { assert, describe, it } from "@effect/vitest"
import { GateId } from "@layercake/core/gate/Gate"
import { ReopenGate } from "@layercake/core/gate/GateCommand"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Deferred, Effect, Layer } from "effect"
import { Commands } from "../src/command/Commands.ts"
import * as Factory from "../src/Factory.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import { maxDeliveries } from "../src/worker/JobRunner.ts"
import { ada, begun, isCompleted, resolved, rooms } from "./FactoryStory.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

describe("a job that is given up", () => {
  it.live("holds the gate that the project is at, and resolving it goes on to the end", () => {
    const world = MemoryFactory.makeWorld()
    const { blobs } = world.store
    return Effect.gen(function* () {
      assert.isTrue(isCompleted(yield* begun()))
      const commands = yield* Commands
      // Without contents no prompt can be written.
      const hidden = new Map(blobs)
      blobs.clear()
      yield* commands.execute(rooms, new ReopenGate({ gate: GateId.make("G1"), reason: "think again" }), {
        actor: ada
      })
      const state = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(
        [currentGate(state)?.gate, currentGate(state)?.status],
        [GateId.make("G1"), "blocked"]
      )
      const hold = rowsOf(state, "hold").find((hold) => hold.open)
      assert.deepStrictEqual([hold?.gate, hold?.title], [GateId.make("G1"), "RunAgent could not be done"])
      assert.strictEqual(rowOf(state, "gate", "G9")?.status, "reopened")
      for (const [digest, bytes] of hidden) blobs.set(digest, bytes)
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live(
    "is tried again at the next start when its escalation was resolved and then everything ended",
    () => {
      const world = MemoryFactory.makeWorld()
      const { blobs } = world.store
      return Effect.gen(function* () {
        const hidden = yield* Effect.gen(function* () {
          yield* begun()
          const hidden = new Map(blobs)
          blobs.clear()
          const commands = yield* Commands
          const again = new ReopenGate({ gate: GateId.make("G1"), reason: "think again" })
          yield* commands.execute(rooms, again, { actor: ada })
          yield* MemoryFactory.settled(rooms)
          const queue = yield* JobQueue
          const isDead = Effect.map(queue.list(), (jobs) => jobs.some((job) => job.state === "dead"))
          yield* Effect.repeat(Effect.andThen(Effect.yieldNow, isDead), { until: (dead) => dead })
          return hidden
        }).pipe(Effect.provide(MemoryFactory.layer({ world })))

        yield* Effect.gen(function* () {
          const commands = yield* Commands
          const queue = yield* JobQueue
          const escalation = EntryId.make("escalation-1")
          yield* commands.execute(
            rooms,
            new ResolveHold({ id: escalation, resolution: "it is there again" }),
            {
              actor: ada
            }
          )
          assert.deepStrictEqual(
            (yield* queue.list()).map((job) => job.state),
            ["dead"]
          )
        }).pipe(
          Effect.provide(
            Factory.layer(MemoryFactory.templates).pipe(
              Layer.provideMerge(MemoryStore.layerWith(world.store))
            )
          )
        )

        for (const [digest, bytes] of hidden) blobs.set(digest, bytes)
        const end = yield* Effect.provide(MemoryFactory.settled(rooms), MemoryFactory.layer({ world }))
        assert.isTrue(isCompleted(end))
      })
    }
  )

  it.live(
    "is one whose worker ended each time while it was at it, and goes on when it was tried again",
    () => {
      const world = MemoryFactory.makeWorld()
      let deliveries = 0
      /** A process that ends as soon as the agent is asked; true when the project waits for a person before. */
      const life = (
        begin: Effect.Effect<unknown, never, Layer.Success<ReturnType<typeof MemoryFactory.layer>>>
      ) =>
        Effect.gen(function* () {
          const end = yield* Deferred.make<void>()
          const answer = () =>
            Effect.suspend(() => {
              deliveries += 1
              return Effect.andThen(Deferred.succeed(end, undefined), Effect.never)
            })
          return yield* Effect.andThen(begin, MemoryFactory.settled(rooms)).pipe(
            Effect.as(true),
            Effect.raceFirst(Effect.as(Deferred.await(end), false)),
            Effect.provide(MemoryFactory.layer({ world, answer }))
          )
        })
      return Effect.gen(function* () {
        assert.isFalse(yield* life(Effect.orDie(begun())))
        for (let lives = 1; !(yield* life(Effect.void)); lives++) assert.isBelow(lives, 100)
        assert.strictEqual(deliveries, maxDeliveries)

        yield* Effect.gen(function* () {
          const states = yield* ProjectStates
          const state = yield* states.load(rooms)
          const [hold] = rowsOf(state, "hold").filter((hold) => hold.open)
          assert.strictEqual(hold?.title, "RunAgent could not be done")
          assert.include(hold?.detail ?? "", `was begun ${maxDeliveries} times and never came to an end`)
          assert.isTrue(isCompleted(yield* resolved(state)))
        }).pipe(Effect.provide(MemoryFactory.layer({ world })))
      })
    }
  )
})
