/**
 * Reads the log for somebody: from where they left off to the end, then live, for ever. Any number of processes may run
 * the same reader; each share of the log is with one of them, and when that one ends or hangs another takes over. What
 * is done with the events is the handler's.
 *
 * Delivery is at least once: the checkpoint moves after the handler has succeeded, so a crash in between delivers the
 * same events again. For effects that happen exactly once a handler either
 *
 * - writes the effect and the progress it was given in one transaction (`ReadModelStore.write` with `progress`), and the
 *   reader is told so with `handlerAdvances`; or
 * - uses `stream@version` of the event as the key under which the outer system knows the effect already.
 */
import { type CheckpointLost, CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore, type Position, type StoredEvent } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Array, Duration, Effect, Option, Schedule, type Scope, Stream } from "effect"
import * as BatchDelivery from "./BatchDelivery.ts"
import * as HeldShare from "./HeldShare.ts"
import * as ReaderMetric from "./ReaderMetric.ts"
import { typeFilter } from "./TypeFilter.ts"

export interface LogReaderOptions<E, R> {
  /** Under this name the progress is kept. Another name is another reader, which begins anew. */
  readonly reader: string
  /** Only events of these types; all when left out. */
  readonly types?: ReadonlyArray<string>
  /**
   * Shares of the log that are read side by side; 1 when left out. Events of one stream stay in order. Never change it
   * for a reader that has read: the streams would change shares, and their events be missed or come again.
   */
  readonly partitions?: number
  /** Where a reader that never read begins; 0 when left out. */
  readonly start?: Position
  readonly handle: BatchDelivery.Handle<E, R>
  /** The handler keeps the progress it is given together with its effect, so the reader need not. */
  readonly handlerAdvances?: boolean
  /** Runs when this process gets a share, before anything of it is read. Whatever it forks ends with the share. */
  readonly claimed?: (
    share: HeldShare.HeldShare
  ) => Effect.Effect<void, CheckpointLost | StoreUnavailable, R | Scope.Scope>
  readonly batch?: {
    /** Events at most; 1,000 when left out. */
    readonly rows?: number
    /** Bytes of data at most, see `ReadLimit`; 8 MiB when left out. */
    readonly bytes?: number
    /** How long a live reader lets events gather after the first; 5 ms when left out. */
    readonly linger?: Duration.Input
  }
  /** How long a share stays with a process that no longer says anything; 30 s when left out. */
  readonly lease?: Duration.Input
  /** How often a reader for which nothing happens takes note of how far the log is; 5 s when left out. */
  readonly quiet?: Duration.Input
  /** Without it an event that cannot be handled is tried for ever, and those after it wait. */
  readonly putAside?: BatchDelivery.PutAside<E, R>
}

type Stores = EventStore | CheckpointStore

/** Reads until it is interrupted; then the shares are given back. */
export const run = <E, R>(options: LogReaderOptions<E, R>): Effect.Effect<never, never, R | Stores> =>
  Effect.forEach(
    Array.makeBy(Math.max(1, options.partitions ?? 1), (partition) => partition),
    (partition) => forever(options, partition),
    { concurrency: "unbounded" }
  ).pipe(Effect.andThen(Effect.never))

/** Claims the share, and claims it again whenever it was lost or another process has it. */
const forever = <E, R>(options: LogReaderOptions<E, R>, partition: number) => {
  const lease = Duration.fromInputUnsafe(options.lease ?? "30 seconds")
  const holding = { lease, ...(options.start === undefined ? {} : { start: options.start }) }
  return HeldShare.hold({ reader: options.reader, partition }, holding, (share) => read(options, share)).pipe(
    Effect.catchTag("CheckpointLost", (lost) => Effect.logInfo(lost.message)),
    Effect.catchCause((cause) => Effect.logWarning(`${options.reader} cannot read`, cause)),
    // The one that has it renews it three times within a lease.
    Effect.andThen(Effect.sleep(Duration.times(lease, 1 / 3))),
    Effect.forever
  )
}

const read = <E, R>(options: LogReaderOptions<E, R>, share: HeldShare.HeldShare) =>
  Effect.gen(function* () {
    if (options.claimed !== undefined) yield* options.claimed(share)
    return yield* Effect.forever(round(options, share)).pipe(
      Effect.retry({ while: (error) => error._tag === "StoreUnavailable", schedule: patience })
    )
  }).pipe(Effect.scoped)

const patience = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")]).pipe(
  Schedule.jittered
)

/** To the end, and then until there is news. */
const round = Effect.fnUntraced(function* <E, R>(
  options: LogReaderOptions<E, R>,
  share: HeldShare.HeldShare
): Effect.fn.Return<void, CheckpointLost | StoreUnavailable, R | Stores> {
  const store = yield* EventStore
  // Taken before reading, so that having read up to it means that nothing is missing.
  const horizon = yield* store.horizon
  yield* pages(options, share, horizon).pipe(Stream.runForEach((page) => one(options, share, page)))
  share.reached(horizon)
  yield* ReaderMetric.record(ReaderMetric.position, share.lease, share.position())
  yield* ReaderMetric.record(ReaderMetric.lag, share.lease, 0)
  const news = yield* store
    .subscribe({ ...filterOf(options, share), after: share.position() })
    .pipe(Stream.runHead, Effect.timeoutOption(options.quiet ?? "5 seconds"), Effect.map(Option.flatten))
  if (Option.isSome(news)) yield* Effect.sleep(options.batch?.linger ?? "5 millis")
})

const filterOf = <E, R>(
  { partitions = 1, types }: LogReaderOptions<E, R>,
  { lease }: HeldShare.HeldShare
) => ({
  ...typeFilter(types).asked,
  ...(partitions > 1 ? { partition: { index: lease.partition, of: partitions } } : {})
})

interface Page {
  readonly events: ReadonlyArray<StoredEvent>
  /** Everything that is wanted up to here is in this page or the ones before. */
  readonly position: Position
}

/** Everything up to the position, in batches; the next is read while one is handled. */
const pages = <E, R>(options: LogReaderOptions<E, R>, share: HeldShare.HeldShare, to: Position) => {
  const { wanted } = typeFilter(options.types)
  const limit = { limit: options.batch?.rows ?? 1000, maxBytes: options.batch?.bytes ?? 8 * 1024 * 1024 }
  return Stream.paginate(share.position(), (after) =>
    Effect.gen(function* () {
      if (after >= to) return noPage
      const store = yield* EventStore
      const events = yield* store
        .readAll({ ...filterOf(options, share), ...limit, after, to })
        .pipe(Stream.runCollect)
      const last = events.at(-1)
      if (last === undefined) return noPage
      const page: Page = { events: wanted(events), position: last.position }
      return [[page], Option.some(last.position)] as const
    })
  ).pipe(Stream.buffer({ capacity: 1 }))
}

const noPage = [[], Option.none<Position>()] as const

const one = <E, R>(options: LogReaderOptions<E, R>, share: HeldShare.HeldShare, page: Page) =>
  Effect.gen(function* () {
    const { events, position } = page
    if (Array.isReadonlyArrayNonEmpty(events)) {
      yield* deliver(options, share, events)
      yield* ReaderMetric.record(ReaderMetric.handled, share.lease, events.length)
      const age = yield* ReaderMetric.ageOf(Array.lastNonEmpty(events))
      yield* ReaderMetric.record(ReaderMetric.lag, share.lease, age)
    }
    share.reached(position)
    yield* ReaderMetric.record(ReaderMetric.position, share.lease, position)
  })

const deliver = <E, R>(
  options: LogReaderOptions<E, R>,
  share: HeldShare.HeldShare,
  events: BatchDelivery.Events
) =>
  BatchDelivery.deliver<E, R | Stores>(events, share, {
    handle: options.handle,
    putAside: options.putAside,
    done: (position, byHandler) =>
      Effect.gen(function* () {
        const checkpoints = yield* CheckpointStore
        if (options.handlerAdvances !== true || !byHandler)
          yield* checkpoints.advance(share.lease, position).pipe(
            // Done is done: what was handled must not be handled again for want of an answer.
            Effect.retry({ while: (error) => error._tag === "StoreUnavailable", schedule: patience }),
            Effect.catchTag("StoreUnavailable", Effect.die)
          )
        share.reached(position)
      })
  })
