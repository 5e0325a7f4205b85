/**
 * States are folded from the nearest snapshot and are what they are without any.
 */
import { assert, describe, it } from "@effect/vitest"
import * as EventCodec from "@layercake/core/event/EventCodec"
import {
  evolve,
  initialState,
  type ProjectState,
  rowsOf,
  stateNames
} from "@layercake/core/project/ProjectState"
import { stateForm } from "@layercake/core/project/StateForm"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer, Option, Stream } from "effect"
import * as ProjectStates from "../../src/project/ProjectStates.ts"
import { append, eventsOf, projectId, randomOf } from "../projection/SampleLog.ts"

const project = projectId(1)
const history = eventsOf(randomOf(3), 1700)

const textOf = (state: ProjectState) =>
  JSON.stringify([state.version, state.at, stateNames.map((name) => rowsOf(state, name))])

/** Folded from the first event. */
const folded = Effect.fnUntraced(function* (to: number) {
  const store = yield* EventStore
  return yield* store.readStream(project, { to: StreamVersion.make(to) }).pipe(
    Stream.mapEffect((stored) => Effect.fromResult(EventCodec.decode(stored))),
    Stream.runFold(() => initialState, evolve)
  )
})

const begin = Effect.fnUntraced(function* () {
  for (let from = 0; from < history.length; from += 170)
    yield* append(project, history.slice(from, from + 170))
})

const kept = Effect.fnUntraced(function* (atMost: number) {
  const snapshots = yield* SnapshotStore
  const found = yield* snapshots.nearest(project, stateForm, StreamVersion.make(atMost))
  return Option.getOrNull(Option.map(found, ({ version }) => version as number))
})

/** A process of its own: with nothing in memory. */
const fresh = <A, E, R>(use: (states: ProjectStates.ProjectStates["Service"]) => Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.flatMap(ProjectStates.ProjectStates, use).pipe(Effect.provide(Layer.fresh(ProjectStates.layer)))
  )

const saved = (atMost: number, version: number) =>
  Effect.repeat(Effect.andThen(Effect.yieldNow, kept(atMost)), {
    until: (found) => found === version,
    times: 1000
  })

describe("the state of a project", () => {
  it.effect("at any version is the same with snapshots as without", () =>
    Effect.gen(function* () {
      yield* begin()
      yield* fresh((states) => Effect.andThen(states.load(project), saved(1700, 1500)))
      assert.deepStrictEqual(
        [yield* kept(499), yield* kept(500), yield* kept(1200), yield* kept(9999)],
        [null, 500, 1000, 1500]
      )
      for (const version of [0, 1, 499, 500, 501, 777, 1000, 1499, 1500, 1699, 1700, 1800]) {
        const expected = textOf(yield* folded(version))
        assert.strictEqual(
          textOf(yield* fresh((states) => states.at(project, StreamVersion.make(version)))),
          expected
        )
        // Also from what is in memory.
        const warm = fresh((states) =>
          Effect.andThen(states.load(project), states.at(project, StreamVersion.make(version)))
        )
        assert.strictEqual(textOf(yield* warm), expected)
      }
      assert.strictEqual(textOf(yield* fresh((states) => states.load(project))), textOf(yield* folded(1700)))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("is read from the nearest snapshot and not from the first event", () =>
    Effect.gen(function* () {
      yield* begin()
      yield* fresh((states) => Effect.andThen(states.load(project), saved(1700, 1500)))
      const store = yield* EventStore
      let read = 0
      const counting = EventStore.of({
        ...store,
        readStream: (stream, options) =>
          store.readStream(stream, options).pipe(Stream.tap(() => Effect.sync(() => read++)))
      })
      yield* fresh((states) => states.at(project, StreamVersion.make(1234))).pipe(
        Effect.provideService(EventStore, counting)
      )
      assert.strictEqual(read, 234)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("is saved also when a command jumps over a multiple of 500", () =>
    Effect.gen(function* () {
      yield* append(project, history.slice(0, 498))
      yield* fresh((states) =>
        Effect.gen(function* () {
          yield* states.load(project)
          yield* append(project, history.slice(498, 503))
          yield* states.keep(project, yield* folded(503))
          yield* saved(600, 503)
        })
      )
      assert.strictEqual(yield* kept(600), 503)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("does not need snapshots, nor trusts one that is something else", () =>
    Effect.gen(function* () {
      yield* begin()
      const snapshots = yield* SnapshotStore
      yield* snapshots.save({
        stream: project,
        version: StreamVersion.make(900),
        form: stateForm,
        state: { rows: 1 }
      })
      yield* snapshots.save({ stream: project, version: StreamVersion.make(950), form: "older", state: {} })
      const expected = textOf(yield* folded(1000))
      const at = fresh((states) => states.at(project, StreamVersion.make(1000)))
      assert.strictEqual(textOf(yield* at), expected)

      const away = Effect.fail(new StoreUnavailable({ operation: "snapshot", cause: new Error("away") }))
      const broken = SnapshotStore.of({
        save: () => away,
        nearest: () => away,
        drop: () => away,
        keepOnly: () => away
      })
      assert.strictEqual(textOf(yield* Effect.provideService(at, SnapshotStore, broken)), expected)
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
