/**
 * Which version of a projection's fold made the rows that are stored. Kept among the rows, so that a reader of the log
 * writes it under its share like them. No record means that the rows are to be made anew.
 */
import { ProjectId } from "@layercake/core/project/Project"
import {
  ReadModelStore,
  type ViewProgress,
  type ViewWrite,
  writeRows
} from "@layercake/core/store/ReadModelStore"
import { Effect, Schema } from "effect"

/** No projection can have this name, see `AsyncGroup.check`. */
const table = "~fold"

/** A record belongs to no project; the rows of the store must name one. */
const everywhere = ProjectId.make("all")

/** Of a projection whose rows are written with the events. */
export const inlineKey = (projection: string): string => projection

/** Of a projection that a reader of the log keeps. */
export const asyncKey = (reader: string, projection: string): string => `${reader}/${projection}`

const isFold = Schema.is(Schema.Int)

/** Versions by key. */
export const all = Effect.gen(function* () {
  const views = yield* ReadModelStore
  const folds = new Map<string, number>()
  for (const { key, row } of yield* views.list(table)) if (isFold(row)) folds.set(key, row)
  return folds
})

/** Folds by key, null to clear. When the share was lost nothing is changed. */
export const change = Effect.fnUntraced(function* (
  folds: Iterable<readonly [string, number | null]>,
  progress: ViewProgress
) {
  const views = yield* ReadModelStore
  yield* views.write(Array.from(folds, recordOf), progress)
})

export const set = (key: string, fold: number) => changeAlone([key, fold])

export const clear = (key: string) => changeAlone([key, null])

const changeAlone = Effect.fnUntraced(function* (record: readonly [string, number | null]) {
  const views = yield* ReadModelStore
  yield* writeRows(views, [recordOf(record)])
})

const recordOf = ([key, row]: readonly [string, number | null]): ViewWrite => ({
  projection: table,
  project: everywhere,
  key,
  row
})
