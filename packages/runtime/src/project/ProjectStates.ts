/**
 * The state of each project, folded from the log and kept in memory. A cache: what it holds can be forgotten at any
 * moment, and it never runs ahead of the log.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { ProjectId } from "@layercake/core/project/Project"
import { evolve, initialState, type ProjectState, stateNames } from "@layercake/core/project/ProjectState"
import type { Rows } from "@layercake/core/projection/Projection"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import type { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, HashMap, Layer, Result, Stream } from "effect"
import * as StateSnapshots from "./StateSnapshots.ts"
import * as StreamHeads from "./StreamHeads.ts"

export class ProjectStates extends Context.Service<
  ProjectStates,
  {
    /** The state as of now: what is kept in memory, and whatever the log holds beyond it. */
    readonly load: (
      project: ProjectId
    ) => Effect.Effect<ProjectState, StoreUnavailable | EventCodec.EventUnreadable>

    /** The state after the given version; as of now when there are not so many events. */
    readonly at: (
      project: ProjectId,
      version: StreamVersion
    ) => Effect.Effect<ProjectState, StoreUnavailable | EventCodec.EventUnreadable>

    /** Keeps a state that has just been appended. An older one than is kept already is ignored. */
    readonly keep: (project: ProjectId, state: ProjectState) => Effect.Effect<void>
  }
>()("@layercake/runtime/project/ProjectStates") {}

/** Rows of all states that are kept in memory together, some 300 bytes each. */
const capacity = 200_000

/** Rows of a state, and what it takes besides them. */
const weightOf = (state: ProjectState): number =>
  stateNames.reduce((rows, name) => rows + HashMap.size(state[name] as Rows<unknown>), 100)

export const layer: Layer.Layer<ProjectStates, never, EventStore | SnapshotStore> = Layer.effect(
  ProjectStates,
  Effect.gen(function* () {
    const store = yield* EventStore
    const snapshots = yield* StateSnapshots.make
    const head = yield* StreamHeads.make
    const kept = new Map<ProjectId, ProjectState>()
    let weight = 0

    const fold = Effect.fnUntraced(function* (project: ProjectId, from: ProjectState, to?: StreamVersion) {
      let state = from
      const range = { from: StreamVersion.make(from.version + 1), ...(to === undefined ? {} : { to }) }
      yield* store.readStream(project, range).pipe(
        Stream.runForEachArray((events) =>
          Effect.fromResult(
            Result.gen(function* () {
              for (const stored of events) {
                state = evolve(state, yield* EventCodec.decode(stored))
                if (state.version % StateSnapshots.interval === 0) snapshots.save(project, state)
              }
            })
          )
        )
      )
      return state
    })

    /** What is in memory is taken where it is nearer than any snapshot can be known to be. */
    const start = Effect.fnUntraced(function* (project: ProjectId, atMost: number) {
      const known = kept.get(project)
      const usable = known !== undefined && known.version <= atMost ? known : initialState
      if (
        usable.version > 0 &&
        (atMost === StateSnapshots.pastAll || atMost - usable.version <= StateSnapshots.interval)
      )
        return usable
      const snapshot = yield* snapshots.nearest(project, atMost)
      return snapshot.version > usable.version ? snapshot : usable
    })

    const remember = (project: ProjectId, state: ProjectState) => {
      if ((kept.get(project)?.version ?? 0) > state.version) return
      // The one used last stands last; those not used for longest go first, but never the last one.
      forget(project)
      kept.set(project, state)
      weight += weightOf(state)
      for (const other of kept.keys()) {
        if (weight <= capacity || other === project) break
        forget(other)
      }
    }

    const forget = (project: ProjectId) => {
      const state = kept.get(project)
      if (state === undefined) return
      kept.delete(project)
      weight -= weightOf(state)
    }

    return ProjectStates.of({
      load: Effect.fn("ProjectStates.load")(function* (project) {
        const known = kept.get(project)
        if (known !== undefined && (yield* head(project)) <= known.version) return known
        const state = yield* fold(project, yield* start(project, StateSnapshots.pastAll))
        if (state.version > 0) remember(project, state)
        return state
      }),
      at: Effect.fn("ProjectStates.at")(function* (project, version) {
        return yield* fold(project, yield* start(project, version), version)
      }),
      keep: (project, state) =>
        Effect.sync(() => {
          const before = kept.get(project)?.version ?? state.version
          // Exactly at a multiple it was saved, or will be, by whoever folds over it.
          if (snapshots.isDue(before, state.version)) snapshots.save(project, state)
          remember(project, state)
        })
    })
  })
)
