/**
 * Operations on what went wrong in LayerCake's own work on a project.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ErrorRow } from "../error/ErrorBoard.ts"
import { ErrorId } from "../error/ErrorEvent.ts"
import { FullText, Name, page } from "./EntryFields.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const KnownId = ErrorId.check(Schema.isMaxLength(400))
const error = { ...project, id: KnownId.annotate(about("The error's id, as the list says it")) }
const { limit } = page
const after = Schema.optionalKey(
  KnownId.annotate(about("Only what follows this id: the next of the page before"))
)

export const ErrorPage = Schema.Struct({
  errors: Schema.Array(ErrorRow).annotate(about("In the order of their ids")),
  next: Schema.NullOr(ErrorId).annotate(about("Give it as after for the next page; null at the end"))
})

const count = (description: string) => Schema.Int.annotate(about(description))

export const ErrorStats = Schema.Struct({
  open: count("Errors that nobody has settled"),
  resolved: count("Errors that are settled"),
  times: count("How often an error was recorded, those that came again counted each time"),
  sources: Schema.Array(
    Schema.Struct({
      source: Schema.String.annotate(about("The job or component")),
      open: count("Its errors that nobody has settled"),
      resolved: count("Its errors that are settled")
    })
  ).annotate(about("By where they happened, those with most open errors first")),
  lastAt: Schema.NullOr(Schema.String).annotate(about("When the last was recorded; null when there is none"))
})
export type ErrorStats = typeof ErrorStats.Type

export class ErrorOperations extends RpcGroup.make(
  Rpc.make("errors.list", {
    payload: {
      ...project,
      open: Schema.optionalKey(
        Schema.Boolean.annotate(about("Only open ones, or only settled ones; both when left out"))
      ),
      source: Schema.optionalKey(Name.annotate(about("Only those of this job or component"))),
      after,
      limit
    },
    success: ErrorPage,
    error: OperationError
  }).annotate(OperationMark, reads("List errors", "What went wrong in LayerCake's own work on a project.")),

  Rpc.make("errors.get", { payload: error, success: ErrorRow, error: OperationError }).annotate(
    OperationMark,
    reads("Get an error", "One error: where it happened, what it was, and whether it is settled.")
  ),

  Rpc.make("errors.record", {
    payload: {
      ...project,
      source: Name.annotate(about("The job or component that it happened in")),
      message: FullText.annotate(about("What went wrong"))
    },
    success: ErrorRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Record an error", "Tells the project's log of something that went wrong.")
  ),

  Rpc.make("errors.resolve", {
    payload: { ...error, resolution: FullText.annotate(about("What was done")) },
    success: ErrorRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Resolve an error", "Says that an error is dealt with.", { idempotent: true })
  ),

  Rpc.make("errors.stats", { payload: project, success: ErrorStats, error: OperationError }).annotate(
    OperationMark,
    reads("Count errors", "How many errors are open and settled, and where they happened.")
  ),

  Rpc.make("errors.search", {
    payload: {
      ...project,
      text: Schema.NonEmptyString.check(Schema.isMaxLength(400)).annotate(
        about("Words that the error has all of, in its id, source or message, in any case")
      ),
      after,
      limit
    },
    success: ErrorPage,
    error: OperationError
  }).annotate(OperationMark, reads("Search errors", "Errors that have all of some words, open and settled."))
) {}
