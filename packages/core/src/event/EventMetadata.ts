/**
 * What is true of every event whatever it says: who, when, because of what.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "./Timestamp.ts"

/** Chosen by the caller; the same id given twice gets the first answer and changes nothing. */
export const CommandId = Schema.NonEmptyString.pipe(Schema.brand("CommandId"))
export type CommandId = typeof CommandId.Type

export const EventMetadata = Schema.Struct({
  actor: Actor,
  at: Timestamp,
  commandId: CommandId,
  /** The job or request that this work belongs to; equal for everything it caused. */
  correlationId: Schema.optionalKey(Schema.NonEmptyString),
  /** The event or command that directly led to this one. */
  causationId: Schema.optionalKey(Schema.NonEmptyString),
  /** W3C trace context, `traceparent`. */
  trace: Schema.optionalKey(Schema.String)
})
export type EventMetadata = typeof EventMetadata.Type
