/**
 * What went wrong in LayerCake's own work, as opposed to the project's: a job that could not be done.
 */
import { Schema } from "effect"

export const ErrorId = Schema.NonEmptyString.pipe(Schema.brand("ErrorId"))
export type ErrorId = typeof ErrorId.Type

export class ErrorRecorded extends Schema.TaggedClass<ErrorRecorded>()("ErrorRecorded", {
  errorId: ErrorId,
  /** The job or component. */
  source: Schema.NonEmptyString,
  message: Schema.String
}) {}

export class ErrorResolved extends Schema.TaggedClass<ErrorResolved>()("ErrorResolved", {
  errorId: ErrorId,
  /** What was done; nothing said when left out. */
  resolution: Schema.optionalKey(Schema.NonEmptyString)
}) {}

export const ErrorEvent = Schema.Union([ErrorRecorded, ErrorResolved])
export type ErrorEvent = typeof ErrorEvent.Type
