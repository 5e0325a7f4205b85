/**
 * The state of each project, folded from the log and kept in memory. A cache: what it holds can be forgotten at any
 * moment, and it never runs ahead of the log.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { evolve, initialState, type ProjectState } from "@layercake/core/project/ProjectState"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, Layer, Stream } from "effect"

export class ProjectStates extends Context.Service<
  ProjectStates,
  {
    /** The state as of now: what is kept in memory, and whatever the log holds beyond it. */
    readonly load: (
      project: ProjectId
    ) => Effect.Effect<ProjectState, StoreUnavailable | EventCodec.EventUnreadable>

    /** The state after the given version; folded anew from the first event. */
    readonly at: (
      project: ProjectId,
      version: StreamVersion
    ) => Effect.Effect<ProjectState, StoreUnavailable | EventCodec.EventUnreadable>

    /** Keeps a state that has just been appended. An older one than is kept already is ignored. */
    readonly keep: (project: ProjectId, state: ProjectState) => Effect.Effect<void>
  }
>()("@layercake/runtime/project/ProjectStates") {}

/** Projects kept in memory. */
const capacity = 200

export const layer: Layer.Layer<ProjectStates, never, EventStore> = Layer.effect(
  ProjectStates,
  Effect.gen(function* () {
    const store = yield* EventStore
    const kept = new Map<ProjectId, ProjectState>()

    const fold = (project: ProjectId, state: ProjectState, to?: StreamVersion) =>
      store
        .readStream(project, {
          from: StreamVersion.make(state.version + 1),
          ...(to === undefined ? {} : { to })
        })
        .pipe(
          Stream.mapEffect((stored) => Effect.fromResult(EventCodec.decode(stored))),
          Stream.runFold(() => state, evolve)
        )

    const keep = (project: ProjectId, state: ProjectState) =>
      Effect.sync(() => {
        if ((kept.get(project)?.version ?? 0) >= state.version) return
        // The one used last stands last; the one not used for longest goes first.
        kept.delete(project)
        kept.set(project, state)
        const [oldest] = kept.keys()
        if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
      })

    return ProjectStates.of({
      load: Effect.fn("ProjectStates.load")(function* (project) {
        const state = yield* fold(project, kept.get(project) ?? initialState)
        yield* keep(project, state)
        return state
      }),
      at: (project, version) => fold(project, initialState, version),
      keep
    })
  })
)
