/**
 * A `ReadModelStore` over the memory state.
 */
import {
  ReadModelStore,
  type ViewProgress,
  type ViewRow,
  type ViewWrite
} from "@layercake/core/store/ReadModelStore"
import { Effect, Option } from "effect"
import { atOnce, lost, moveOn } from "./MemoryCheckpointStore.ts"
import type { MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState): ReadModelStore["Service"] =>
  ReadModelStore.of({
    get: (projection, project, key) =>
      Effect.sync(() =>
        Option.map(
          Option.fromNullishOr(state.views.get(viewKey({ projection, project, key }))),
          (view) => view.row
        )
      ),
    list: (projection, project) =>
      Effect.sync(() =>
        listed(
          state,
          (view) => view.projection === projection && (project === undefined || view.project === project)
        )
      ),
    listByKey: (projection, key, { after = "", limit } = {}) =>
      Effect.sync(() =>
        listed(
          state,
          (view) => view.projection === projection && view.key === key && view.project > after
        ).slice(0, limit)
      ),
    count: (projection) => Effect.sync(() => listed(state, (view) => view.projection === projection).length),
    projects: (projection) =>
      Effect.sync(() =>
        Array.from(
          new Set(listed(state, (view) => view.projection === projection).map(({ project }) => project))
        )
      ),
    write: (views, progress) => withProgress(state, progress, () => writeViews(state, views)),
    rename: (from, to, progress) =>
      withProgress(state, progress, () => {
        const views = removed(state, from)
        removed(state, to)
        writeViews(
          state,
          views.map((view) => ({ ...view, projection: to }))
        )
      }),
    drop: (projection, progress) => withProgress(state, progress, () => void removed(state, projection))
  })

const listed = (state: MemoryState, isWanted: (view: ViewRow) => boolean): ReadonlyArray<ViewRow> =>
  Array.from(state.views.values())
    .filter(isWanted)
    .sort((a, b) => compare(a.project, b.project) || compare(a.key, b.key))

/** The reader's progress and its change together, or nothing when the share was lost. */
const withProgress = (state: MemoryState, progress: ViewProgress | undefined, change: () => void) =>
  atOnce((time) => {
    if (progress !== undefined && !moveOn(state, progress.lease, progress.position, time)) {
      return Effect.fail(lost(progress.lease))
    }
    change()
    return Effect.void
  })

/** In order, so that the last write to a row is the one that stays. */
export const writeViews = (state: MemoryState, writes: ReadonlyArray<ViewWrite>): void => {
  for (const { projection, project, key, row } of writes) {
    if (row === null) state.views.delete(viewKey({ projection, project, key }))
    else state.views.set(viewKey({ projection, project, key }), { projection, project, key, row })
  }
}

/** Takes the rows of the projection out and returns them. */
const removed = (state: MemoryState, projection: string): ReadonlyArray<ViewRow> => {
  const found = Array.from(state.views).filter(([, view]) => view.projection === projection)
  for (const [key] of found) state.views.delete(key)
  return found.map(([, view]) => view)
}

const viewKey = ({ projection, project, key }: Pick<ViewRow, "projection" | "project" | "key">) =>
  `${projection}\u0000${project}\u0000${key}`

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
