/**
 * Where recorded calls are kept. Holds what agents were told and said, also what people typed to them; never a key.
 */
import { Context, type Effect, Schema } from "effect"
import type { CallRecord, NewCallRecord } from "../recording/CallRecord.ts"

/** `unwritable` may pass; `damaged` does not: what is kept is not what was written. */
export class CallRecordingError extends Schema.TaggedError<CallRecordingError>()("CallRecordingError", {
  place: Schema.String,
  reason: Schema.Literals(["unreadable", "unwritable", "damaged"]),
  detail: Schema.String
}) {
  override get message() {
    return `The recording ${this.place} is ${this.reason}: ${this.detail}`
  }
}

export class CallRecordings extends Context.Service<
  CallRecordings,
  {
    /**
     * Keeps an answer for good before it succeeds. The same answer to the same request is kept once; another one gets the
     * next number. Gives the number. Several may add at the same time.
     */
    readonly add: (record: NewCallRecord) => Effect.Effect<number, CallRecordingError>

    /** Everything, in the order in which it was added. */
    readonly all: Effect.Effect<ReadonlyArray<CallRecord>, CallRecordingError>
  }
>()("@layercake/core/port/CallRecordings") {}
