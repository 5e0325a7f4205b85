/**
 * Folded state at some versions of a stream, so that a state need not be folded from the first event. A cache: it can be
 * lost at any time, and nothing is ever read here that the log does not say.
 */
import { Context, type Effect, type Option, type Schema } from "effect"
import type { ProjectId } from "../project/Project.ts"
import type { StreamVersion } from "./EventStore.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

export interface Snapshot {
  readonly stream: ProjectId
  readonly version: StreamVersion
  /** Names the folds that made it; a state made by others is never returned. */
  readonly form: string
  readonly state: Schema.Json
}

export class SnapshotStore extends Context.Service<
  SnapshotStore,
  {
    /** Keeps one for each stream, version and form. */
    readonly save: (snapshot: Snapshot) => Effect.Effect<void, StoreUnavailable>

    /** The newest of this form that is not past the version. */
    readonly nearest: (
      stream: ProjectId,
      form: string,
      atMost: StreamVersion
    ) => Effect.Effect<Option.Option<Snapshot>, StoreUnavailable>

    /** Removes those of the stream, of every form. */
    readonly drop: (stream: ProjectId) => Effect.Effect<void, StoreUnavailable>

    /** Removes those of every other form: no release that is still in use reads them. */
    readonly keepOnly: (form: string) => Effect.Effect<void, StoreUnavailable>
  }
>()("@layercake/core/store/SnapshotStore") {}
