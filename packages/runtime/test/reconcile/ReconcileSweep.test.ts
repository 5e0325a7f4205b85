import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Clock, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Commands } from "../../src/command/Commands.ts"
import * as Factory from "../../src/Factory.ts"
import * as Intake from "../../src/intake/Intake.ts"
import * as ReconcileSweep from "../../src/reconcile/ReconcileSweep.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { makeSeparate, type Separate, stores } from "../store/SeparateQueue.ts"

const take = (project: string) =>
  Intake.take({ brief: MemoryFactory.brief, project: ProjectId.make(project) }, person("ada"))

/** One process: it takes commands, and sweeps. */
const machine = (world: Separate) =>
  ReconcileSweep.layer().pipe(
    Layer.provideMerge(Factory.layer(MemoryFactory.templates)),
    Layer.provideMerge(stores(world))
  )

/** One that takes commands only. */
const client = (world: Separate) =>
  Factory.layer(MemoryFactory.templates).pipe(Layer.provideMerge(stores(world)))

const queued = Effect.map(
  Effect.flatMap(JobQueue, (queue) => queue.list()),
  (jobs) => jobs.map(({ project }) => String(project))
)

/** Waits until so many jobs are there. */
const queuedOf = (count: number) => Effect.repeat(queued, { until: (found) => found.length === count })

/** Past the longest pause between two rounds. */
const nextRound = TestClock.adjust("40 seconds")

/** A process that ends between the append and its jobs. */
const takeAndDie = (world: Separate, project: string) =>
  Effect.gen(function* () {
    world.queueIs = "hangs"
    const taking = yield* Effect.forkChild(take(project), { startImmediately: true })
    yield* Effect.repeat(Effect.yieldNow, {
      until: () => world.log.events.some(({ stream }) => stream === project)
    })
    yield* Fiber.interrupt(taking)
  }).pipe(Effect.provide(client(world)), Effect.ensuring(Effect.sync(() => (world.queueIs = "there"))))

describe("ReconcileSweep", () => {
  it.effect("brings the job of an append whose process ended before it", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* takeAndDie(world, "first")
      assert.strictEqual(world.queue.jobs.size, 0)

      const found = yield* Effect.provide(queuedOf(1), machine(world))

      assert.deepStrictEqual(found, ["first"])
    })
  )

  it.effect("brings it while it runs, when another machine ended", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* Effect.gen(function* () {
        yield* take("early")
        yield* nextRound
        yield* takeAndDie(world, "late")
        assert.deepStrictEqual(yield* queued, ["early"])

        yield* nextRound

        assert.deepStrictEqual(yield* queuedOf(2), ["early", "late"])
      }).pipe(Effect.provide(machine(world)))
    })
  )

  it.effect("asks again for everything that the queue has lost", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* Effect.gen(function* () {
        yield* take("one")
        yield* take("two")
        yield* nextRound
        const queue = yield* JobQueue
        for (const { tier } of yield* queue.list()) yield* queue.complete(yield* queue.take(tier))
        assert.deepStrictEqual(yield* queued, [])

        yield* nextRound

        assert.sameMembers([...(yield* queuedOf(2))], ["one", "two"])
      }).pipe(Effect.provide(machine(world)))
    })
  )

  it.effect("goes on after a round in which the queue was away", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* takeAndDie(world, "one")
      world.queueIs = "away"
      yield* Effect.gen(function* () {
        yield* nextRound
        assert.deepStrictEqual(yield* queued, [])
        world.queueIs = "there"
        yield* nextRound

        assert.deepStrictEqual(yield* queuedOf(1), ["one"])
      }).pipe(Effect.provide(machine(world)))
    })
  )

  it.effect("folds only the projects that something happened to", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* Effect.gen(function* () {
        yield* Effect.forEach(["a", "b", "c"], take)
        const first = yield* ReconcileSweep.sweep(undefined)
        const readsBefore = world.reads
        const second = yield* ReconcileSweep.sweep(first)
        const quiet = world.reads - readsBefore
        const commands = yield* Commands
        yield* commands.execute(ProjectId.make("b"), new ChangePolicy({ policy: MemoryFactory.unattended }), {
          actor: person("ada")
        })
        const readsAfter = world.reads
        yield* ReconcileSweep.sweep(second)

        assert.strictEqual(quiet, 0)
        assert.strictEqual(world.reads - readsAfter, 1)
      }).pipe(Effect.provide(client(world)))
    })
  )

  it.live("costs little when nothing happened to a thousand projects", () =>
    Effect.gen(function* () {
      const world = makeSeparate()
      yield* Effect.gen(function* () {
        yield* Effect.forEach(Array.from({ length: 1000 }), (_, index) => take(`project-${index}`), {
          discard: true
        })
        const first = yield* ReconcileSweep.sweep(undefined)

        const start = yield* Clock.currentTimeMillis
        yield* ReconcileSweep.sweep(first)
        const spent = (yield* Clock.currentTimeMillis) - start

        // About 10 ms on an idle machine, and 30 s lie between two.
        assert.isBelow(spent, 300)
      }).pipe(Effect.provide(client(world)))
    })
  )
})
