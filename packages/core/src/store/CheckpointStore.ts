/**
 * How far each reader of the log has come. A reader's share of the log belongs to one process at a time, under a lease,
 * so that several processes share the work and one takes over what another left.
 */
import { Context, type Duration, type Effect, type Option, Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { Position } from "./EventStore.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Who reads, and which share of the log: `EventFilter.partition`. */
export const CheckpointKey = Schema.Struct({
  reader: Schema.NonEmptyString,
  partition: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
})
export type CheckpointKey = typeof CheckpointKey.Type

/** A share in the hands of one process until the lease ends. */
export interface CheckpointLease extends CheckpointKey {
  /** Everything up to here is done. */
  readonly position: Position
  /** Names this claim; advancing under an older one is refused. */
  readonly token: string
}

/** The share went to another process, was given back or was forgotten; what this lease's holder did since does not count. */
export class CheckpointLost extends Schema.TaggedError<CheckpointLost>()("CheckpointLost", {
  reader: Schema.String,
  partition: Schema.Int
}) {
  override get message() {
    return `This process no longer has share ${this.partition} of ${this.reader}: another reads it now, or it was given back or forgotten. Claim it again to go on.`
  }
}

/** A checkpoint as people are shown it. */
export const CheckpointView = Schema.Struct({
  ...CheckpointKey.fields,
  position: Position,
  /** Null when no process reads this share now. */
  leasedUntil: Schema.NullOr(Timestamp),
  updatedAt: Timestamp
})
export type CheckpointView = typeof CheckpointView.Type

export class CheckpointStore extends Context.Service<
  CheckpointStore,
  {
    /** None while another process has the share. A share that was never read begins at `start`, 0 when left out. */
    readonly claim: (
      key: CheckpointKey,
      options: { readonly lease: Duration.Duration; readonly start?: Position }
    ) => Effect.Effect<Option.Option<CheckpointLease>, StoreUnavailable>

    /**
     * Everything up to the position is done. Keeps the lease for its full length again, also one that ended while nobody
     * else claimed the share. Never goes back.
     */
    readonly advance: (
      lease: CheckpointLease,
      position: Position
    ) => Effect.Effect<void, CheckpointLost | StoreUnavailable>

    /** Ends the lease, so that another process may claim the share at once. Harmless when it was lost. */
    readonly release: (lease: CheckpointLease) => Effect.Effect<void, StoreUnavailable>

    /** Ordered by reader and share. */
    readonly list: Effect.Effect<ReadonlyArray<CheckpointView>, StoreUnavailable>

    /** Forgets every share of the reader, whoever has it. It will begin anew. */
    readonly forget: (reader: string) => Effect.Effect<void, StoreUnavailable>
  }
>()("@layercake/core/store/CheckpointStore") {}
