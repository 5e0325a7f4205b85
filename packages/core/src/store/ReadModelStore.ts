/**
 * Where folded rows are kept for reading. Everything here can be thrown away and rebuilt from the log.
 */
import { Context, Effect, type Option, Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import type { CheckpointLease, CheckpointLost } from "./CheckpointStore.ts"
import type { Position } from "./EventStore.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** One row of one projection of one project. */
export const ViewRow = Schema.Struct({
  projection: Schema.NonEmptyString,
  project: ProjectId,
  key: Schema.NonEmptyString,
  row: Schema.Json
})
export type ViewRow = typeof ViewRow.Type

/** `row: null` removes the row. */
export interface ViewWrite {
  readonly projection: string
  readonly project: ProjectId
  readonly key: string
  readonly row: Schema.Json | null
}

/** Of the projects those after this one, and at most so many of them. */
export interface ProjectCursor {
  readonly after?: ProjectId
  readonly limit?: number
}

/** How far a reader has come, told together with what it does to rows. When the share was lost nothing is done. */
export interface ViewProgress {
  readonly lease: CheckpointLease
  readonly position: Position
}

export class ReadModelStore extends Context.Service<
  ReadModelStore,
  {
    readonly get: (
      projection: string,
      project: ProjectId,
      key: string
    ) => Effect.Effect<Option.Option<Schema.Json>, StoreUnavailable>

    /** Rows of one projection, ordered by project and key; of every project when none is named. */
    readonly list: (
      projection: string,
      project?: ProjectId
    ) => Effect.Effect<ReadonlyArray<ViewRow>, StoreUnavailable>

    /** Rows at one key of one projection, one for each project that has it, ordered by project. */
    readonly listByKey: (
      projection: string,
      key: string,
      page?: ProjectCursor
    ) => Effect.Effect<ReadonlyArray<ViewRow>, StoreUnavailable>

    /** Rows of one projection, of all projects together. */
    readonly count: (projection: string) => Effect.Effect<number, StoreUnavailable>

    /** The projects that have a row in one projection, each once, in order. */
    readonly projects: (projection: string) => Effect.Effect<ReadonlyArray<ProjectId>, StoreUnavailable>

    /**
     * Writes rows and, in the same transaction, how far their reader has come, so that no event is ever applied twice.
     * When the share was lost nothing is written.
     */
    readonly write: (
      views: ReadonlyArray<ViewWrite>,
      progress?: ViewProgress
    ) => Effect.Effect<void, CheckpointLost | StoreUnavailable>

    /**
     * All rows that are kept as `from` take the place of those kept as `to`, in one transaction, with progress as in
     * `write`.
     */
    readonly rename: (
      from: string,
      to: string,
      progress?: ViewProgress
    ) => Effect.Effect<void, CheckpointLost | StoreUnavailable>

    /** Removes every row of the projection, in one transaction, with progress as in `write`. */
    readonly drop: (
      projection: string,
      progress?: ViewProgress
    ) => Effect.Effect<void, CheckpointLost | StoreUnavailable>
  }
>()("@layercake/core/store/ReadModelStore") {}

/** Writes rows that belong to no reader: without progress there is no share to lose. */
export const writeRows = (
  store: ReadModelStore["Service"],
  views: ReadonlyArray<ViewWrite>
): Effect.Effect<void, StoreUnavailable> => Effect.catchTag(store.write(views), "CheckpointLost", Effect.die)
