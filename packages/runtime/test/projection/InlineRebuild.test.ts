/**
 * Rows of inline projections are made anew while commands go on, and at the start of a release whose folds are others.
 */
import { assert, describe, it } from "@effect/vitest"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  evolveWithChanges,
  initialState,
  projectionNames,
  projections
} from "@layercake/core/project/ProjectState"
import { EventStore, type NewEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewWrite } from "@layercake/core/store/ReadModelStore"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer, Result, type Schema, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import * as PartialCopies from "../../src/history/PartialCopies.ts"
import * as FoldRecord from "../../src/projection/FoldRecord.ts"
import * as InlineRebuild from "../../src/projection/InlineRebuild.ts"
import * as ProjectionUpkeep from "../../src/projection/ProjectionUpkeep.ts"
import { boards, foldedRows, storedRows } from "./AsyncWorld.ts"
import { append, eventOf, eventsOf, projectId, randomOf } from "./SampleLog.ts"

const layer = Layer.mergeAll(PartialCopies.layer, SecureRandom.layerWebCrypto).pipe(
  Layer.provideMerge(MemoryStore.layer)
)

const random = randomOf(5)

/** Appends as a command does: with the rows that the events change. */
const command = Effect.fnUntraced(function* (project: ProjectId, events: ReadonlyArray<NewEvent>) {
  const store = yield* EventStore
  const before = yield* store.readStream(project).pipe(Stream.runCollect)
  let state = initialState
  const views: Array<ViewWrite> = []
  for (const event of [...before, ...events]) {
    const stored = { ...before[0]!, ...event, version: StreamVersion.make(state.version + 1) }
    const fact = Result.getOrThrow(EventCodec.decode(stored))
    const step = evolveWithChanges(state, fact)
    state = step.state
    if (state.version > before.length)
      for (const { key, projection, row } of step.changes)
        views.push({ projection, project, key, row: (row ?? null) as Schema.Json })
  }
  yield* store.append({
    stream: project,
    expected: StreamVersion.make(before.length),
    events,
    commandId: CommandId.make(`command-${project}-${before.length}`),
    views,
    jobs: []
  })
})

const agree = Effect.fnUntraced(function* () {
  for (const board of boards)
    assert.deepStrictEqual(yield* storedRows(board.name), yield* foldedRows(board), board.name)
})

const run = (names = projectionNames, isNew = false) =>
  InlineRebuild.run({ names, isNew }).pipe(Stream.runCollect)

describe("rows of inline projections", () => {
  it.effect("that are missing, wrong or not in the log are put right, and nothing else is written", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      for (let project = 1; project <= 3; project++) yield* command(projectId(project), eventsOf(random, 80))
      yield* agree()
      assert.isTrue((yield* run()).every(({ changed }) => changed === 0))

      const [gate, metric] = [(yield* views.list("gate"))[0]!, (yield* views.list("metric"))[0]!]
      yield* views.write([
        { ...gate, row: { ...(gate.row as object), title: "Something else" } },
        { ...metric, row: null },
        { ...gate, key: "G99" },
        { projection: "timeline", project: projectId(2), key: "000000003", row: null }
      ])
      const steps = yield* run()
      assert.strictEqual(
        steps.reduce((sum, { changed }) => sum + changed, 0),
        4
      )
      assert.deepStrictEqual(
        steps.map(({ done, of }) => [done, of]),
        [
          [1, 3],
          [2, 3],
          [3, 3]
        ]
      )
      yield* agree()
    }).pipe(Effect.provide(layer))
  )

  it.effect("are right also when commands come in between", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      for (let project = 1; project <= 3; project++) yield* append(projectId(project), eventsOf(random, 50))
      // A command gets in just before each of the first rows are written.
      let commands = 6
      let conflicts = 0
      const busy = EventStore.of({
        ...store,
        append: (request) =>
          Effect.gen(function* () {
            if (commands-- > 0)
              yield* command(request.stream, [
                eventOf("NoteAdded", random),
                eventOf("TaskCreated", random)
              ]).pipe(Effect.orDie)
            return yield* store.append(request)
          }).pipe(
            Effect.provideService(EventStore, store),
            Effect.tapError((error) =>
              Effect.sync(() => void (conflicts += error._tag === "VersionConflict" ? 1 : 0))
            )
          )
      })
      yield* Effect.raceFirst(
        run().pipe(Effect.provideService(EventStore, busy)),
        Effect.forever(Effect.andThen(Effect.yieldNow, TestClock.adjust("1 second")))
      )
      assert.isAbove(conflicts, 2)
      yield* agree()
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a new projection are made from the events that it names, without reading the others", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      for (let project = 1; project <= 40; project++) yield* append(projectId(project), eventsOf(random, 30))
      const rare = yield* store
        .readAll({ types: ["HealStarted", "HealSucceeded", "HealExhausted", "GateUnblocked"] })
        .pipe(Stream.runCollect)
      const read = new Set<number>()
      const counting = EventStore.of({
        ...store,
        readAll: (options) =>
          store.readAll(options).pipe(Stream.tap((event) => Effect.sync(() => read.add(event.position)))),
        readStream: () => Stream.die("reads whole streams")
      })
      yield* run(["heal"], true).pipe(Effect.provideService(EventStore, counting))
      assert.strictEqual(read.size, rare.length)
      const heal = boards.find(({ name }) => name === "heal")!
      assert.isNotEmpty(yield* storedRows("heal"))
      assert.deepStrictEqual(yield* storedRows("heal"), yield* foldedRows(heal))
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a project that cannot be read are left, and the others are made", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [{ ...eventOf("ProjectCreated", random), schemaVersion: 9 }])
      yield* append(projectId(2), eventsOf(random, 10))
      const steps = yield* run()
      assert.deepStrictEqual(
        steps.map(({ unreadable }) => unreadable === null),
        [false, true]
      )
      assert.strictEqual((yield* storedRows("timeline")).length, 10)
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a copy that is not whole are left to whoever completes it", () =>
    Effect.gen(function* () {
      const store = yield* EventStore
      yield* store.append({
        stream: projectId(1),
        expected: "none",
        events: eventsOf(random, 5),
        commandId: PartialCopies.partOf(projectId(1), 1),
        views: [],
        jobs: []
      })
      yield* run()
      assert.deepStrictEqual(yield* storedRows("project"), [])
    }).pipe(Effect.provide(layer))
  )
})

describe("a release", () => {
  const records = Effect.map(FoldRecord.all, (all) => Object.fromEntries(all))

  it.effect("makes at its start what was never made, and only once", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), eventsOf(random, 60))
      yield* ProjectionUpkeep.upkeep()
      yield* agree()
      assert.deepStrictEqual(
        yield* records,
        Object.fromEntries(projectionNames.map((name) => [name, projections[name].fold]))
      )
      const store = yield* EventStore
      const unread = EventStore.of({ ...store, readAll: () => Stream.die("reads the log again") })
      yield* ProjectionUpkeep.upkeep().pipe(Effect.provideService(EventStore, unread))
    }).pipe(Effect.provide(layer))
  )

  it.effect("makes anew what an earlier fold made, and leaves what a later one made", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      yield* append(projectId(1), eventsOf(random, 60))
      yield* ProjectionUpkeep.upkeep()
      const [line, gate] = [(yield* views.list("timeline"))[0]!, (yield* views.list("gate"))[0]!]
      yield* views.write([
        { ...line, key: "by an earlier fold" },
        { ...gate, key: "by a later fold" }
      ])
      yield* FoldRecord.set(FoldRecord.inlineKey("timeline"), 0)
      yield* FoldRecord.set(FoldRecord.inlineKey("gate"), 99)

      yield* ProjectionUpkeep.upkeep()
      assert.deepStrictEqual(
        yield* storedRows("timeline"),
        yield* foldedRows(boards.find(({ name }) => name === "timeline")!)
      )
      assert.isTrue((yield* storedRows("gate")).some(([key]) => key.endsWith("by a later fold")))
    }).pipe(Effect.provide(layer))
  )
})
