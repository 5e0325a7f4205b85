/**
 * Where facts are kept. Append-only, ordered within a stream and over the whole log, guarded by expected version.
 * Speaks of JSON as encoded by the owning event schema; decoding and upcasting belong to `event/EventCodec`.
 */
import { Context, type Effect, type Option, Schema, type Stream } from "effect"
import { EventHash } from "../event/EventChain.ts"
import { type CommandId, EventMetadata } from "../event/EventMetadata.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { ProjectId } from "../project/Project.ts"
import type { NewJob } from "./JobQueue.ts"
import type { ViewWrite } from "./ReadModelStore.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Number of events in a stream; the first event is version 1, and 0 means that the stream does not exist yet. */
export const StreamVersion = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).pipe(
  Schema.brand("StreamVersion")
)
export type StreamVersion = typeof StreamVersion.Type

/** Place in the whole log; rises with every event, may have gaps, and is never reused. */
export const Position = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).pipe(Schema.brand("Position"))
export type Position = typeof Position.Type

/**
 * A point in a project's history, in whichever way a person knows it. `version`: after so many of the project's events.
 * `position`: after everything up to there in the whole log. `time`: after everything that had happened by then
 * (`metadata.at`), that millisecond included.
 */
export const Moment = Schema.Union([
  Schema.Struct({ version: StreamVersion }),
  Schema.Struct({ position: Position }),
  Schema.Struct({ time: Timestamp })
])
export type Moment = typeof Moment.Type

/** An event as it is stored. */
export const StoredEvent = Schema.Struct({
  position: Position,
  stream: ProjectId,
  version: StreamVersion,
  type: Schema.NonEmptyString,
  schemaVersion: Schema.Int,
  data: Schema.Json,
  metadata: EventMetadata,
  /** Link of the stream's chain: `event/EventChain`. */
  hash: EventHash
})
export type StoredEvent = typeof StoredEvent.Type

/** An event on its way in; place and version are given by the store. */
export interface NewEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly data: Schema.Json
  readonly metadata: EventMetadata
}

/** A number: exactly this version. `any`: whatever is there. `none`: no stream yet. `exists`: at least one event. */
export type ExpectedVersion = StreamVersion | "any" | "none" | "exists"

/** Someone else appended first; read the stream again and decide again. */
export class VersionConflict extends Schema.TaggedError<VersionConflict>()("VersionConflict", {
  stream: ProjectId,
  expected: Schema.Union([StreamVersion, Schema.Literals(["any", "none", "exists"])]),
  actual: StreamVersion
}) {
  readonly isRetryable = true
  override get message() {
    return `${this.stream} is at version ${this.actual}, not ${this.expected}: another command was first. Read again and retry.`
  }
}

/** All of it is kept, or none. */
export interface AppendRequest {
  readonly stream: ProjectId
  readonly expected: ExpectedVersion
  /** May be empty: then only the receipt, the views and the jobs are kept. */
  readonly events: ReadonlyArray<NewEvent>
  readonly commandId: CommandId
  /** Texts that the events name by their digest: kept in the `BlobStore`, as UTF-8. None when left out. */
  readonly contents?: ReadonlyArray<string>
  /** Read-model rows that must be readable as soon as the append returns. */
  readonly views: ReadonlyArray<ViewWrite>
  /** Work that became due through these events. */
  readonly jobs: ReadonlyArray<NewJob>
}

/** What an append did, kept under the command's id and returned again when the same command comes twice. */
export const AppendReceipt = Schema.Struct({
  stream: ProjectId,
  /** Version of the stream after the append. */
  version: StreamVersion,
  /** Positions of the appended events, in order. */
  positions: Schema.Array(Position)
})
export type AppendReceipt = typeof AppendReceipt.Type

/** Where a reading ends before everything was read. */
export interface ReadLimit {
  /** Events at most. */
  readonly limit?: number
  /**
   * Bytes at most, counted over the canonical JSON of the events' data. An event that would exceed it is not delivered,
   * unless it is the first, so that a reader always gets on.
   */
  readonly maxBytes?: number
}

export interface ReadStreamOptions extends ReadLimit {
  /** First version wanted, inclusive; 1 when left out. */
  readonly from?: StreamVersion
  /** Last version wanted, inclusive; to the end when left out. */
  readonly to?: StreamVersion
  /** Newest first. */
  readonly backwards?: boolean
}

/** Which events; everything when left out. */
export interface EventFilter {
  readonly types?: ReadonlyArray<string>
  readonly stream?: ProjectId
  /**
   * One share of the streams, `index` from 0 to `of - 1`. A stream belongs to the same share for ever; which one is up to
   * the store.
   */
  readonly partition?: { readonly index: number; readonly of: number }
}

export interface ReadAllOptions extends EventFilter, ReadLimit {
  /** Exclusive; 0 when left out. */
  readonly after?: Position
  /** Inclusive; to the end when left out. */
  readonly to?: Position
  /** Events that happened (`metadata.at`) at this time or later. */
  readonly since?: Timestamp
  /** Events that happened before this time. */
  readonly until?: Timestamp
  /** Newest first. */
  readonly backwards?: boolean
}

export interface SubscribeOptions extends EventFilter {
  /** Exclusive; 0 when left out. */
  readonly after?: Position
}

export class EventStore extends Context.Service<
  EventStore,
  {
    /**
     * Appends in one transaction with receipt, contents, views and jobs. When the command id is known already, nothing is
     * changed and the first receipt is returned with `duplicate: true`, whatever version was expected.
     */
    readonly append: (
      request: AppendRequest
    ) => Effect.Effect<AppendReceipt & { readonly duplicate: boolean }, VersionConflict | StoreUnavailable>

    /** None when no command with this id was ever kept. */
    readonly receipt: (commandId: CommandId) => Effect.Effect<Option.Option<AppendReceipt>, StoreUnavailable>

    /** Oldest first; empty when the stream does not exist. */
    readonly readStream: (
      stream: ProjectId,
      options?: ReadStreamOptions
    ) => Stream.Stream<StoredEvent, StoreUnavailable>

    /** The whole log in order of position, up to what is committed now. */
    readonly readAll: (options?: ReadAllOptions) => Stream.Stream<StoredEvent, StoreUnavailable>

    /**
     * Catches up from `after`, then stays and delivers live. In order, none missed, never ends by itself. Reads on only as
     * fast as it is consumed.
     */
    readonly subscribe: (options?: SubscribeOptions) => Stream.Stream<StoredEvent, StoreUnavailable>

    /** Version of each stream as of now, in the order given; 0 for one that does not exist. */
    readonly versions: (
      streams: ReadonlyArray<ProjectId>
    ) => Effect.Effect<ReadonlyArray<StreamVersion>, StoreUnavailable>

    /** Version that the stream had at the moment; 0 before its first event. */
    readonly versionAt: (stream: ProjectId, moment: Moment) => Effect.Effect<StreamVersion, StoreUnavailable>

    /**
     * Every event at or below it is readable, and none that is appended later will come to lie there. So a reader that
     * has read everything up to here is up to date as of now.
     */
    readonly horizon: Effect.Effect<Position, StoreUnavailable>
  }
>()("@layercake/core/store/EventStore") {}
