/**
 * One row for each thing that went wrong in LayerCake's own work.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { ErrorId } from "./ErrorEvent.ts"

export const ErrorRow = Schema.Struct({
  errorId: ErrorId,
  source: Schema.NonEmptyString,
  message: Schema.String,
  open: Schema.Boolean,
  at: Timestamp
})
export type ErrorRow = typeof ErrorRow.Type

export const errorBoard = Projection.make<ErrorRow>("error", ErrorRow, {
  ErrorRecorded: Projection.put(
    (event) => event.errorId,
    (event, fact) => ({
      errorId: event.errorId,
      source: event.source,
      message: event.message,
      open: true,
      at: fact.at
    })
  ),
  ErrorResolved: Projection.change(
    (event) => event.errorId,
    (row) => ({ ...row, open: false })
  )
})
