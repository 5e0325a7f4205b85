/**
 * Projections that a reader of the log keeps: the same rows as inline, whatever ends in between, and made anew while
 * people read the old ones.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Projection from "@layercake/core/projection/Projection"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { AsyncGroup } from "../../src/projection/AsyncGroup.ts"
import * as AsyncProjection from "../../src/projection/AsyncProjection.ts"
import * as FoldRecord from "../../src/projection/FoldRecord.ts"
import { boards, foldedRows, group, settled, storedRows, twins } from "./AsyncWorld.ts"
import { append, eventOf, eventsOf, projectId, randomOf } from "./SampleLog.ts"

/** How often each gate was opened, and how often anything was rejected while it was the only one. */
const openings = (fold = 1, step = 1) =>
  Projection.make<number>(
    "openings",
    Schema.Int,
    {
      GateOpened: Projection.put(
        (event) => event.gate,
        (_event, _fact, row = 0) => row + step
      ),
      GateRejected: {
        keys: (_event, rows) => Array.from(rows, ([key]) => key),
        evolve: (row) => (row === undefined || row <= step ? undefined : row - step)
      }
    },
    { fold }
  )

const alone = (projection: Projection.AnyProjection): AsyncGroup => ({
  reader: "mine",
  projections: [projection],
  batch: { linger: 0 }
})

const random = randomOf(11)
const opened = () => eventOf("GateOpened", random)
const rejected = () => eventOf("GateRejected", random)

const kept = <A, E, R>(of: AsyncGroup, effect: Effect.Effect<A, E, R>) =>
  Effect.scoped(Effect.andThen(Effect.forkScoped(AsyncProjection.run(of)), effect))

const ticking = Effect.forever(Effect.andThen(Effect.yieldNow, TestClock.adjust("20 millis")))
/** Time goes by while it runs. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.raceFirst(effect, ticking)

describe("projections that a reader keeps", () => {
  it.effect("are what the same projections are inline, also live", () =>
    Effect.gen(function* () {
      for (let project = 1; project <= 5; project++) yield* append(projectId(project), eventsOf(random, 300))
      yield* kept(
        group,
        Effect.gen(function* () {
          yield* settled(group)
          for (let project = 1; project <= 5; project++)
            yield* append(projectId(project), eventsOf(random, 20).slice(1))
          yield* settled(group)
        })
      )
      for (const [index, twin] of twins.entries()) {
        const rows = yield* storedRows(twin.name)
        assert.isNotEmpty(rows, twin.name)
        assert.deepStrictEqual(rows, yield* foldedRows(boards[index]!), twin.name)
      }
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("go on from what is stored when another process takes over, and count nothing twice", () =>
    Effect.gen(function* () {
      const mine = alone(openings())
      for (let round = 0; round < 6; round++) {
        yield* append(projectId(1), [opened(), opened(), rejected(), opened()])
        yield* kept(mine, settled(mine))
      }
      assert.deepStrictEqual(yield* storedRows("openings"), yield* foldedRows(mine.projections[0] as never))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("are written together with the progress, so that ending at any moment changes nothing", () =>
    Effect.gen(function* () {
      const mine = alone(openings())
      const views = yield* ReadModelStore
      yield* append(projectId(1), [opened(), opened()])
      // The answer is lost after the rows were written: the same batch comes again.
      let lost = 0
      const forgetful = ReadModelStore.of({
        ...views,
        write: (rows, progress) =>
          views.write(rows, progress).pipe(Effect.andThen(lost++ < 3 ? Effect.die("gone") : Effect.void))
      })
      yield* kept(mine, inTime(Effect.repeat(Effect.yieldNow, { until: () => lost > 3 }))).pipe(
        Effect.provideService(ReadModelStore, forgetful)
      )
      yield* append(projectId(1), [opened()])
      yield* kept(mine, inTime(settled(mine)))
      assert.deepStrictEqual(yield* storedRows("openings"), yield* foldedRows(mine.projections[0] as never))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("are made anew when the fold is another, while the old rows stay readable", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const checkpoints = yield* CheckpointStore
      const [before, after] = [alone(openings()), alone(openings(2, 10))]
      for (let project = 1; project <= 30; project++) yield* append(projectId(project), [opened(), opened()])
      yield* kept(before, settled(before))
      const old = yield* storedRows("openings")

      const seen: Array<unknown> = []
      const watching = ReadModelStore.of({
        ...views,
        write: (rows, progress) =>
          Effect.gen(function* () {
            if (rows.some(({ projection }) => projection === "openings~2")) {
              // The group itself goes on meanwhile.
              if (seen.length === 0) yield* reached(61)
              seen.push(yield* storedRows("openings"))
            }
            return yield* views.write(rows, progress)
          }).pipe(Effect.provideService(ReadModelStore, views))
      })
      const reached = (position: number) =>
        Effect.repeat(Effect.andThen(Effect.yieldNow, Effect.orDie(checkpoints.list)), {
          until: (readers) => readers.some((view) => view.reader === "mine" && view.position >= position)
        })
      yield* append(projectId(1), [opened()])
      // What somebody left half made, and nothing tells how far it is.
      yield* views.write([{ projection: "openings~2", project: projectId(1), key: "G7", row: 5 }])
      const small = { ...after, batch: { rows: 7, linger: 0 } }
      yield* kept(small, inTime(settled(small))).pipe(Effect.provideService(ReadModelStore, watching))

      assert.isAbove(seen.length, 3)
      for (const rows of seen) assert.deepStrictEqual(rows, old)
      assert.deepStrictEqual(yield* storedRows("openings"), yield* foldedRows(after.projections[0] as never))
      assert.deepStrictEqual(yield* storedRows("openings~2"), [])
      assert.deepStrictEqual(
        (yield* checkpoints.list).map(({ reader }) => reader),
        ["mine"]
      )
      yield* append(projectId(2), [opened()])
      yield* kept(after, settled(after))
      assert.deepStrictEqual(yield* storedRows("openings"), yield* foldedRows(after.projections[0] as never))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("are made anew on request while they go on, wherever the making is cut off", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const checkpoints = yield* CheckpointStore
      const mine = { ...alone(openings()), batch: { rows: 5, linger: 0 } }
      for (let project = 1; project <= 10; project++)
        yield* append(projectId(project), [opened(), opened(), rejected()])
      yield* kept(mine, inTime(settled(mine)))
      const [damaged] = yield* views.list("openings")
      const truth = () => foldedRows(mine.projections[0] as never)

      // Ended after each number of store calls, until one life is long enough to come to the end.
      let calls = 0
      for (let isDone = false; !isDone; calls++) {
        yield* views.write([{ ...damaged!, row: 77 }])
        yield* FoldRecord.clear("mine/openings")
        let left = calls
        const gone = new StoreUnavailable({ operation: "any", cause: new Error("the process has ended") })
        const ends = Effect.suspend(() => (left-- > 0 ? Effect.void : Effect.fail(gone)))
        const counted = <A, E>(effect: Effect.Effect<A, E>) => Effect.andThen(ends, effect)
        const mortal = Layer.merge(
          Layer.succeed(ReadModelStore, {
            ...views,
            write: (rows, progress) => counted(views.write(rows, progress)),
            rename: (from, to, progress) => counted(views.rename(from, to, progress)),
            drop: (name, progress) => counted(views.drop(name, progress))
          }),
          Layer.succeed(CheckpointStore, {
            ...checkpoints,
            forget: (reader) => counted(checkpoints.forget(reader)),
            claim: (key, options) => counted(checkpoints.claim(key, options)),
            release: (lease) => counted(checkpoints.release(lease))
          })
        )
        yield* append(projectId(calls + 20), [opened()])
        const life = yield* Effect.forkChild(AsyncProjection.run(mine).pipe(Effect.provide(mortal)))
        yield* inTime(Effect.repeat(Effect.yieldNow, { until: () => left < 0, times: 300 }))
        isDone = left > 0
        yield* Fiber.interrupt(life)
        yield* TestClock.adjust("1 minute")
        yield* kept(mine, inTime(settled(mine)))
        assert.deepStrictEqual(yield* storedRows("openings"), yield* truth(), `ended after ${calls} calls`)
        assert.isBelow(calls, 100)
      }
      assert.isAbove(calls, 10)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("that were given up for a while do not come back without what they missed", () =>
    Effect.gen(function* () {
      const other = Projection.make<number>("notes", Schema.Int, {
        NoteAdded: Projection.put(
          () => "all",
          (_event, _fact, row = 0) => row + 1
        )
      })
      const both: AsyncGroup = { ...alone(openings()), projections: [openings(), other] }
      yield* append(projectId(1), [opened(), eventOf("NoteAdded", random)])
      yield* kept(both, settled(both))
      yield* append(projectId(1), [opened(), eventOf("NoteAdded", random)])
      yield* kept(alone(openings()), settled(alone(openings())))
      yield* append(projectId(1), [opened(), eventOf("NoteAdded", random)])
      yield* kept(both, inTime(settled(both)))
      assert.deepStrictEqual(yield* storedRows("notes"), [["project-1 all", 3]])
      assert.deepStrictEqual(yield* storedRows("openings"), yield* foldedRows(openings() as never))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("read only the events that they name", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      const mine = alone(openings())
      const asked = new Set<string>()
      const watching = EventStore.of({
        ...store,
        readAll: (options) => {
          for (const type of options?.types ?? ["everything"]) asked.add(type)
          return store.readAll(options)
        },
        subscribe: (options) => {
          for (const type of options?.types ?? ["everything"]) asked.add(type)
          return store.subscribe(options)
        }
      })
      yield* append(projectId(1), eventsOf(random, 40))
      yield* append(projectId(1), [opened()])
      yield* kept(mine, settled(mine)).pipe(Effect.provideService(EventStore, watching))
      assert.deepStrictEqual(Array.from(asked).toSorted(), ["GateOpened", "GateRejected"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("cannot have the name of an inline one, of each other, or of rows in the making", () =>
    Effect.gen(function* () {
      const named = (...names: ReadonlyArray<string>) =>
        Layer.build(
          AsyncProjection.layer({ reader: "r", projections: names.map((name) => ({ ...openings(), name })) })
        ).pipe(Effect.scoped, Effect.flip)
      assert.include((yield* named("gate")).message, "LayerCake itself has one")
      assert.include((yield* named("a", "a")).message, "another of that name")
      assert.include((yield* named("a~2")).message, "no ~")
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
