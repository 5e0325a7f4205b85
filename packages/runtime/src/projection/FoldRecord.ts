/**
 * Which version of a projection's fold made the rows that are stored. Kept among the checkpoints, under a name of its own
 * and with the version as its position. No record means that the rows are to be made anew.
 */
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { Duration, Effect } from "effect"

const prefix = "fold:"

/** Of a projection whose rows are written with the events. */
export const inlineKey = (projection: string): string => `${prefix}${projection}`

/** Of a projection that a reader of the log keeps. */
export const asyncKey = (reader: string, projection: string): string => `${prefix}${reader}/${projection}`

export const isRecord = (reader: string): boolean => reader.startsWith(prefix)

/** Versions by key. */
export const all = Effect.gen(function* () {
  const checkpoints = yield* CheckpointStore
  const views = yield* checkpoints.list
  return new Map<string, number>(
    views.filter(({ reader }) => isRecord(reader)).map(({ position, reader }) => [reader, position])
  )
})

export const clear = Effect.fnUntraced(function* (key: string) {
  const checkpoints = yield* CheckpointStore
  yield* checkpoints.forget(key)
})

/** A crash half-way leaves none. */
export const set = Effect.fnUntraced(function* (key: string, fold: number) {
  const checkpoints = yield* CheckpointStore
  yield* checkpoints.forget(key)
  // Nobody works under it, so the lease is let run out.
  yield* checkpoints.claim({ reader: key, partition: 0 }, { lease: momentary, start: Position.make(fold) })
})

const momentary = Duration.millis(1)
