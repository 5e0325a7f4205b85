/**
 * A reader's share of the log in the hands of this process: claimed, kept while it is used, given back at the end. What
 * is read, and what is done with it, is the user's.
 */
import {
  type CheckpointKey,
  type CheckpointLease,
  type CheckpointLost,
  CheckpointStore
} from "@layercake/core/store/CheckpointStore"
import type { Position } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect, Option } from "effect"

export interface HeldShare {
  readonly lease: CheckpointLease
  /** Everything up to here is done, as far as this process knows. */
  readonly position: () => Position
  /** Everything up to there is done and need not be told at once: it is told with the next renewal, and at the end. */
  readonly reached: (position: Position) => void
  /** Forgets the reader, whose work is over. The share is neither renewed nor given back any more. */
  readonly forget: Effect.Effect<void, StoreUnavailable>
}

export interface HoldOptions {
  /** How long the share stays with a process that no longer says anything. */
  readonly lease: Duration.Duration
  /** Where a share that was never read begins; 0 when left out. */
  readonly start?: Position
}

/**
 * None, at once, while another process has the share. While `use` runs the lease is renewed; when it is lost all the
 * same `use` is interrupted and the effect fails with `CheckpointLost`.
 */
export const hold = <A, E, R>(
  key: CheckpointKey,
  options: HoldOptions,
  use: (share: HeldShare) => Effect.Effect<A, E, R>
): Effect.Effect<Option.Option<A>, E | CheckpointLost | StoreUnavailable, R | CheckpointStore> =>
  // A claim that is given up while the store does not answer is a lease that nobody uses and that ends by itself.
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(
      restore(claim(key, options)),
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: (share) =>
          restore(Effect.raceFirst(use(share), renewing(share, options.lease))).pipe(
            Effect.ensuring(giveBack(share)),
            Effect.asSome
          )
      })
    )
  )

/** A share that may be over. */
interface Holding extends HeldShare {
  readonly isOver: () => boolean
}

const claim = Effect.fnUntraced(function* (key: CheckpointKey, { lease, start }: HoldOptions) {
  const checkpoints = yield* CheckpointStore
  const claimed = yield* checkpoints.claim(key, { lease, ...(start === undefined ? {} : { start }) })
  return Option.map(claimed, (claimed): Holding => {
    let position = claimed.position
    let isOver = false
    return {
      lease: claimed,
      position: () => position,
      reached: (to) => {
        if (to > position) position = to
      },
      forget: Effect.suspend(() => {
        isOver = true
        return checkpoints.forget(key.reader)
      }),
      isOver: () => isOver
    }
  })
})

/** Three times within a lease. A store that does not answer is asked again; the lease may outlast that. */
const renewing = (share: Holding, lease: Duration.Duration) =>
  Effect.gen(function* () {
    const checkpoints = yield* CheckpointStore
    yield* Effect.sleep(Duration.times(lease, 1 / 3))
    if (share.isOver()) return yield* Effect.never
    yield* checkpoints
      .advance(share.lease, share.position())
      .pipe(Effect.catchTag("StoreUnavailable", (error) => Effect.logDebug(error.message)))
  }).pipe(Effect.forever)

/** The lease would end by itself, so a store that does not answer changes nothing. */
const giveBack = (share: Holding) =>
  Effect.gen(function* () {
    if (share.isOver()) return
    const checkpoints = yield* CheckpointStore
    if (share.position() > share.lease.position) yield* checkpoints.advance(share.lease, share.position())
    yield* checkpoints.release(share.lease)
  }).pipe(Effect.catch((error) => Effect.logDebug(error.message)))
