/**
 * Keeps snapshots of states and finds the nearest: a cache, so nothing here ever fails an answer or is waited for.
 * Folding from there on is `ProjectStates`'.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { initialState, type ProjectState } from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Effect, Option, Queue, type Scope } from "effect"

/** Events between two snapshots of a project. */
export const interval = 500

/** Past every version. */
export const pastAll = 2 ** 31 - 1

export interface StateSnapshots {
  /** The newest state that is kept and not past the version; the initial one when there is none. */
  readonly nearest: (project: ProjectId, atMost: number) => Effect.Effect<ProjectState>
  /** Whether a snapshot is due between the two versions. */
  readonly isDue: (before: number, after: number) => boolean
  /** Saves it in the background; under load some are left out. */
  readonly save: (project: ProjectId, state: ProjectState) => void
}

export const make: Effect.Effect<StateSnapshots, never, SnapshotStore | Scope.Scope> = Effect.gen(
  function* () {
    const store = yield* SnapshotStore
    const due = yield* Queue.dropping<readonly [ProjectId, ProjectState]>(64)

    yield* Queue.take(due).pipe(
      Effect.flatMap(([stream, state]) =>
        store.save({
          stream,
          version: StreamVersion.make(state.version),
          form: StateForm.stateForm,
          state: StateForm.toJson(state)
        })
      ),
      Effect.catch((error) => Effect.logDebug(error.message)),
      Effect.forever,
      Effect.forkScoped
    )

    return {
      nearest: (project, atMost) =>
        store.nearest(project, StateForm.stateForm, StreamVersion.make(atMost)).pipe(
          Effect.map(Option.flatMapNullishOr(({ state }) => StateForm.fromJson(state))),
          Effect.map(Option.getOrElse(() => initialState)),
          Effect.catch((error) => Effect.as(Effect.logDebug(error.message), initialState))
        ),
      isDue: (before, after) => Math.floor(before / interval) < Math.floor(after / interval),
      save: (project, state) => void Queue.offerUnsafe(due, [project, state])
    }
  }
)
