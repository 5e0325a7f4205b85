/**
 * Where facts are kept. Append-only, ordered within a stream and over the whole log, guarded by expected version.
 * Speaks of JSON as encoded by the owning event schema; decoding and upcasting belong to `event/EventCodec`.
 */
import { Context, type Effect, type Option, Schema, type Stream } from "effect"
import { type CommandId, EventMetadata } from "../event/EventMetadata.ts"
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

/** An event as it is stored. */
export const StoredEvent = Schema.Struct({
  position: Position,
  stream: ProjectId,
  version: StreamVersion,
  type: Schema.NonEmptyString,
  schemaVersion: Schema.Int,
  data: Schema.Json,
  metadata: EventMetadata
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

export interface ReadStreamOptions {
  /** First version wanted, inclusive; 1 when left out. */
  readonly from?: StreamVersion
  /** Last version wanted, inclusive; to the end when left out. */
  readonly to?: StreamVersion
}

export interface ReadAllOptions {
  /** Exclusive; 0 when left out. */
  readonly after?: Position
  readonly types?: ReadonlyArray<string>
  readonly stream?: ProjectId
  readonly limit?: number
}

export class EventStore extends Context.Service<
  EventStore,
  {
    /**
     * Appends in one transaction with receipt, views and jobs. When the command id is known already, nothing is
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

    /** Catches up from `after`, then stays and delivers live. In order, none missed, never ends by itself. */
    readonly subscribe: (options?: ReadAllOptions) => Stream.Stream<StoredEvent, StoreUnavailable>
  }
>()("@layercake/core/store/EventStore") {}
