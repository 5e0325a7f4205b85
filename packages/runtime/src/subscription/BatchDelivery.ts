/**
 * Gives one batch of events to a handler until it is done with it. An event is never passed over, unless the reader
 * says what becomes of those that cannot be handled.
 */
import { type CheckpointLease, CheckpointLost } from "@layercake/core/store/CheckpointStore"
import type { Position, StoredEvent } from "@layercake/core/store/EventStore"
import { type Array, Cause, Duration, Effect, Exit, Random, Schema } from "effect"
import type { HeldShare } from "./HeldShare.ts"
import * as ReaderMetric from "./ReaderMetric.ts"

export type Events = Array.NonEmptyReadonlyArray<StoredEvent>

/** How far the share is once the batch is handled. */
export interface Progress {
  readonly lease: CheckpointLease
  readonly position: Position
}

export type Handle<E, R> = (events: Events, progress: Progress) => Effect.Effect<void, E, R>

/** What becomes of events that cannot be handled. */
export interface PutAside<E, R> {
  /** How often an event is tried before. */
  readonly attempts: number
  /** Keeps the event somewhere for a person; the reader goes on when that has succeeded. */
  readonly to: (event: StoredEvent, cause: Cause.Cause<unknown>) => Effect.Effect<void, E, R>
}

export interface Delivery<E, R> {
  readonly handle: Handle<E, R>
  readonly putAside?: PutAside<E, R> | undefined
  /** Called with the last position after each piece that was handled. */
  readonly done: (position: Position, byHandler: boolean) => Effect.Effect<void, CheckpointLost, R>
}

const isLost = Schema.is(CheckpointLost)

export const deliver = <E, R>(
  events: Events,
  share: HeldShare,
  delivery: Delivery<E, R>
): Effect.Effect<void, CheckpointLost, R> =>
  Effect.gen(function* () {
    const last = events[events.length - 1]!
    for (let attempt = 1; ; attempt++) {
      const exit = yield* Effect.exit(
        Effect.suspend(() => delivery.handle(events, { lease: share.lease, position: last.position }))
      )
      if (Exit.isSuccess(exit)) return yield* delivery.done(last.position, true)
      yield* failed(exit.cause, events, share, attempt)
      const aside = delivery.putAside
      if (aside !== undefined && attempt >= aside.attempts) {
        if (events.length > 1) return yield* oneByOne(events, share, delivery)
        yield* untilDone(aside.to(last, exit.cause), share)
        yield* Effect.logError(`${nameOf(last)} was put aside by ${share.lease.reader}`)
        return yield* delivery.done(last.position, false)
      }
      yield* pause(attempt)
    }
  })

/** Finds the events that cannot be handled, and handles all others. */
const oneByOne = <E, R>(events: Events, share: HeldShare, delivery: Delivery<E, R>) =>
  Effect.forEach(events, (event) => deliver([event], share, delivery), { discard: true })

const untilDone = <E, R>(effect: Effect.Effect<void, E, R>, share: HeldShare) =>
  Effect.gen(function* () {
    for (let attempt = 1; ; attempt++) {
      const exit = yield* Effect.exit(effect)
      if (Exit.isSuccess(exit)) return
      yield* stopped(exit.cause)
      yield* Effect.logWarning(`${share.lease.reader} cannot put an event aside: ${textOf(exit.cause)}`)
      yield* pause(attempt)
    }
  })

const failed = Effect.fnUntraced(function* (
  cause: Cause.Cause<unknown>,
  events: Events,
  { lease }: HeldShare,
  attempt: number
) {
  yield* stopped(cause)
  yield* ReaderMetric.record(ReaderMetric.failures, lease, 1)
  yield* ReaderMetric.record(ReaderMetric.lag, lease, yield* ReaderMetric.ageOf(events[0]))
  const range = events.length === 1 ? nameOf(events[0]) : `${events.length} events from ${nameOf(events[0])}`
  yield* Effect.logWarning(`${lease.reader} failed on ${range} (attempt ${attempt}): ${textOf(cause)}`)
})

/** An interruption and a lost share are not failures of the handler. */
const stopped = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>) {
  if (Cause.hasInterruptsOnly(cause)) return yield* Effect.interrupt
  const error = Cause.squash(cause)
  if (isLost(error)) return yield* error
})

/** 0.1 s, 0.2 s, ... up to 30 s, each up to a fifth shorter or longer. */
const pause = Effect.fnUntraced(function* (attempt: number) {
  const millis = Math.min(100 * 2 ** Math.min(attempt - 1, 20), 30_000)
  yield* Effect.sleep(Duration.millis(millis * (yield* Random.nextBetween(0.8, 1.2))))
})

const nameOf = (event: StoredEvent) => `${event.stream}@${event.version} (${event.type})`

const textOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}
