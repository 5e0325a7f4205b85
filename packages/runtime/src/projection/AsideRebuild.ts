/**
 * Makes the rows of one projection anew beside those that people read, from the first event on, and lets them take the
 * place of the old ones when they are as far. Whoever calls it has the group's share of the log.
 */
import { type AnyProjection, type Projection, typesOf } from "@layercake/core/projection/Projection"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore, type Position } from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewProgress } from "@layercake/core/store/ReadModelStore"
import { type Duration, Effect, Stream } from "effect"
import * as HeldShare from "../subscription/HeldShare.ts"
import { typeFilter } from "../subscription/TypeFilter.ts"
import { decodeAll } from "./EventDecoding.ts"
import * as RowCache from "./RowCache.ts"

/** Rows in the making, and the reader that makes them. */
export const asideName = ({ fold, name }: AnyProjection): string => `${name}~${fold}`
export const asideReader = (group: string, projection: AnyProjection): string =>
  `${group}/${asideName(projection)}`

export interface AsideOptions<E, R> {
  readonly group: string
  readonly projection: Projection<unknown>
  /** How far the group is; the rows are never made further than that. */
  readonly done: () => Position
  /** Runs the last part while the group stands still. */
  readonly inTurn: <A, E2, R2>(effect: Effect.Effect<A, E2, R2>) => Effect.Effect<A, E2, R2>
  /** Lets the new rows take the place of the old ones; the group stands still. */
  readonly swap: (rows: RowCache.RowCache) => Effect.Effect<void, E, R>
  readonly rows: number
  readonly lease: Duration.Duration
}

/** What an earlier try has made is gone on with. Does nothing while another process is at it. */
export const rebuild = <E, R>(options: AsideOptions<E, R>) =>
  HeldShare.hold(
    { reader: asideReader(options.group, options.projection), partition: 0 },
    { lease: options.lease },
    Effect.fnUntraced(function* (share) {
      const views = yield* ReadModelStore
      const target = asideName(options.projection)
      // Of a group that was begun anew since; it is begun anew too.
      if (share.position() > options.done()) return yield* share.forget
      const isFresh = share.position() === 0
      if (isFresh) yield* views.drop(target, { lease: share.lease, position: share.position() })
      const cache = RowCache.make(options.projection, target, isFresh)
      // The first pass may take long and leave much for the second, and so on; each is shorter than the one before.
      for (let left = Infinity; left > options.rows;) left = yield* bringTo(options, share, cache)
      yield* options.inTurn(
        Effect.gen(function* () {
          yield* bringTo(options, share, cache)
          // First, so that after a crash nobody takes rows that have moved away for half made.
          yield* share.forget
          yield* options.swap(cache)
        })
      )
    })
  )

/** Removes what an earlier release began to make and this one never will; the progress is the group's. */
export const clean = Effect.fnUntraced(function* (
  group: string,
  projections: ReadonlyArray<AnyProjection>,
  progress: ViewProgress
) {
  const checkpoints = yield* CheckpointStore
  const views = yield* ReadModelStore
  const wanted = new Set(projections.map((projection) => asideReader(group, projection)))
  const readers = new Set((yield* checkpoints.list).map(({ reader }) => reader))
  for (const reader of readers)
    if (reader.startsWith(`${group}/`) && reader.includes("~") && !wanted.has(reader)) {
      yield* checkpoints.forget(reader)
      yield* views.drop(reader.slice(group.length + 1), progress)
    }
})

/** As far as the group is. Gives the number of events that it took. */
const bringTo = Effect.fnUntraced(function* <E, R>(
  { done, projection, rows }: AsideOptions<E, R>,
  share: HeldShare.HeldShare,
  cache: RowCache.RowCache
) {
  const store = yield* EventStore
  const views = yield* ReadModelStore
  const to = done()
  const { asked, wanted } = typeFilter(typesOf([projection]))
  let count = 0
  for (let more = share.position() < to; more;) {
    const events = yield* store
      .readAll({ ...asked, after: share.position(), to, limit: rows, maxBytes: 8 * 1024 * 1024 })
      .pipe(Stream.runCollect)
    const position = events.at(-1)?.position ?? to
    const folded = yield* RowCache.fold(cache, yield* decodeAll(wanted(events)))
    yield* views.write(folded.writes, { lease: share.lease, position })
    folded.commit()
    share.reached(position)
    count += events.length
    more = events.length > 0
  }
  return count
})
