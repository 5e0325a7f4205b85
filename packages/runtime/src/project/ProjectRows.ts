/**
 * The stored rows of projects, in order of their ids. They are read as they are asked for: how many projects there are
 * does not matter to who wants some.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { key, type ProjectRow } from "@layercake/core/project/ProjectBoard"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Predicate, type Schema, Stream } from "effect"

export interface StoredProject {
  readonly project: ProjectId
  readonly row: ProjectRow
}

type Rows = Stream.Stream<StoredProject, StoreUnavailable, ReadModelStore>

const rowsAtOnce = 100

/** Rows looked up by their project at one time. */
const concurrency = 8

/** Rows are made by the board. What was put there by something else is for verification to find. */
const stored = (project: ProjectId, row: Schema.Json | undefined): ReadonlyArray<StoredProject> =>
  Predicate.isObject(row) ? [{ project, row: row as unknown as ProjectRow }] : []

/** Of all projects after this one. */
export const all = (after?: ProjectId): Rows =>
  Stream.paginate(
    after,
    Effect.fnUntraced(function* (from: ProjectId | undefined) {
      const views = yield* ReadModelStore
      const rows = yield* views.listByKey("project", key, {
        limit: rowsAtOnce,
        ...(from === undefined ? {} : { after: from })
      })
      const next = rows.length < rowsAtOnce ? Option.none() : Option.fromNullishOr(rows.at(-1)?.project)
      return [rows.flatMap(({ project, row }) => stored(project, row)), next] as const
    })
  )

/** Of these, as far as they are there. */
export const of = (projects: Iterable<ProjectId>): Rows =>
  Stream.fromIterable(Array.from(projects).sort()).pipe(
    Stream.mapEffect(
      (project) =>
        Effect.gen(function* () {
          const views = yield* ReadModelStore
          return stored(project, Option.getOrUndefined(yield* views.get("project", project, key)))
        }),
      { concurrency }
    ),
    Stream.flattenIterable
  )
