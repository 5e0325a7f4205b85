/**
 * A `ReadModelStore` over the memory state.
 */
import { ReadModelStore, type ViewRow, type ViewWrite } from "@layercake/core/store/ReadModelStore"
import { Effect, Option } from "effect"
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
        Array.from(state.views.values())
          .filter(
            (view) => view.projection === projection && (project === undefined || view.project === project)
          )
          .sort((a, b) => compare(a.project, b.project) || compare(a.key, b.key))
      ),
    replace: (projection, project, rows) =>
      Effect.sync(() => {
        for (const [key, view] of state.views) {
          if (view.projection === projection && view.project === project) state.views.delete(key)
        }
        writeViews(
          state,
          rows.map(({ key, row }) => ({ projection, project, key, row }))
        )
      })
  })

/** In order, so that the last write to a row is the one that stays. */
export const writeViews = (state: MemoryState, writes: ReadonlyArray<ViewWrite>): void => {
  for (const { projection, project, key, row } of writes) {
    if (row === null) state.views.delete(viewKey({ projection, project, key }))
    else state.views.set(viewKey({ projection, project, key }), { projection, project, key, row })
  }
}

const viewKey = ({ projection, project, key }: Pick<ViewRow, "projection" | "project" | "key">) =>
  `${projection}\u0000${project}\u0000${key}`

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
