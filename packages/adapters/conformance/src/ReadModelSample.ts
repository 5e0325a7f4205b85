/**
 * Rows for the suite of read models, written and shown in one line.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { ReadModelStore, type ViewWrite } from "@layercake/core/store/ReadModelStore"
import { Effect, type Schema } from "effect"

export const writes = (
  projection: string,
  project: ProjectId,
  rows: Readonly<Record<string, Schema.Json | null>>
): ReadonlyArray<ViewWrite> => Object.entries(rows).map(([key, row]) => ({ projection, project, key, row }))

/** The rows of a projection in one line: `a=1,b=2`. */
export const shown = Effect.fnUntraced(function* (projection: string, project?: ProjectId) {
  const rows = yield* (yield* ReadModelStore).list(projection, project)
  return rows.map(({ key, row }) => `${key}=${String(row)}`).join()
})
