/**
 * Operations on projections: which there are, how far they are, their rows, and making them anew.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ProjectionUnknown } from "../history/HistoryError.ts"
import { ProjectId } from "../project/Project.ts"
import { Position } from "../store/EventStore.ts"
import { ViewRow } from "../store/ReadModelStore.ts"
import { Name } from "./EntryFields.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

export const ProjectionView = Schema.Struct({
  projection: Schema.NonEmptyString.annotate(about("Its name")),
  kind: Schema.Literals(["inline", "async"]).annotate(
    about("inline: its rows are written with the events. async: a reader of the log keeps them")
  ),
  fold: Schema.Int.annotate(about("Version of the fold that this release has")),
  made: Schema.NullOr(Schema.Int).annotate(
    about("Version of the fold that made the stored rows; null while they are to be made anew")
  ),
  reader: Schema.NullOr(Schema.String).annotate(about("The reader that keeps it; null when inline")),
  position: Schema.NullOr(Position).annotate(about("How far in the log it is; null when inline")),
  lagMillis: Schema.Int.annotate(about("Milliseconds since the oldest event it lacks happened; 0 when none")),
  remaking: Schema.NullOr(Position).annotate(
    about("How far in the log its new rows are; null when none are being made")
  ),
  rows: Schema.NullOr(Schema.Int).annotate(about("How many rows it has; null when not asked for"))
})
export type ProjectionView = typeof ProjectionView.Type

export const RebuildStep = Schema.Struct({
  projections: Schema.Array(Schema.String).annotate(about("What is made anew")),
  project: Schema.NullOr(ProjectId).annotate(about("The project that is done now; null for an async one")),
  done: Schema.Int.annotate(about("Projects done, or for an async one the position in the log")),
  of: Schema.Int.annotate(about("Of how many, or up to which position")),
  changed: Schema.Int.annotate(about("Rows of the project that were not what the log says")),
  problem: Schema.NullOr(Schema.String).annotate(about("Why the project's rows were left; null when not"))
})
export type RebuildStep = typeof RebuildStep.Type

export class ProjectionOperations extends RpcGroup.make(
  Rpc.make("projections.list", {
    payload: { rows: Schema.optionalKey(Schema.Boolean.annotate(about("Count the rows too"))) },
    success: Schema.Array(ProjectionView),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List projections", "Every projection with its fold and how far it is.", { access: "account" })
  ),

  Rpc.make("projections.rows", {
    payload: {
      project: ProjectId.annotate(about("The project's id")),
      projection: Name.annotate(about("Name of the projection, for example proof"))
    },
    success: Schema.Array(ViewRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Rows of a projection", "The stored rows of one projection of one project.")
  ),

  Rpc.make("projections.rebuild", {
    payload: {
      projection: Schema.optionalKey(Name.annotate(about("Only this one; all of them when left out")))
    },
    success: RebuildStep,
    error: Schema.Union([ProjectionUnknown, ...OperationError.members]),
    stream: true
  }).annotate(
    OperationMark,
    writes("Rebuild projections", "Makes rows anew from the log while everything goes on.", {
      access: "administrator",
      idempotent: true
    })
  )
) {}
