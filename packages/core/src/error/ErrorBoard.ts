/**
 * One row for each thing that went wrong in LayerCake's own work.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { ErrorId } from "./ErrorEvent.ts"

const about = (description: string) => ({ description })

export const ErrorRow = Schema.Struct({
  errorId: ErrorId.annotate(about("The error's id")),
  source: Schema.NonEmptyString.annotate(about("The job or component that it happened in")),
  message: Schema.String.annotate(about("What went wrong")),
  open: Schema.Boolean.annotate(about("Whether nobody has settled it yet")),
  at: Timestamp.annotate(about("When it was last recorded")),
  times: Schema.Int.annotate(about("How often it was recorded, each time after it had been settled")),
  by: Actor.annotate(about("Who recorded it")),
  resolution: Schema.optionalKey(Schema.String.annotate(about("What was done; left out when not said"))),
  resolvedBy: Schema.optionalKey(Actor.annotate(about("Who settled it; left out while open"))),
  resolvedAt: Schema.optionalKey(Timestamp.annotate(about("When it was settled; left out while open")))
})
export type ErrorRow = typeof ErrorRow.Type

export const errorBoard = Projection.make<ErrorRow>(
  "error",
  ErrorRow,
  {
    ErrorRecorded: Projection.put(
      (event) => event.errorId,
      (event, fact, row) => ({
        errorId: event.errorId,
        source: event.source,
        message: event.message,
        open: true,
        at: fact.at,
        times: (row?.times ?? 0) + 1,
        by: fact.actor
      })
    ),
    ErrorResolved: Projection.change(
      (event) => event.errorId,
      (row, { resolution }, { actor, at }) => ({
        ...row,
        open: false,
        ...(resolution === undefined ? {} : { resolution }),
        resolvedBy: actor,
        resolvedAt: at
      })
    )
  },
  { fold: 2 }
)
