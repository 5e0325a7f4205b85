/**
 * Where folded rows are kept for reading. Everything here can be thrown away and rebuilt from the log.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
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

    /** Replaces all rows of one projection of one project, in one transaction. For rebuilding. */
    readonly replace: (
      projection: string,
      project: ProjectId,
      rows: ReadonlyArray<{ readonly key: string; readonly row: Schema.Json }>
    ) => Effect.Effect<void, StoreUnavailable>
  }
>()("@layercake/core/store/ReadModelStore") {}
