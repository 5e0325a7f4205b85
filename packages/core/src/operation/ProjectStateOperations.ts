/**
 * Operations on all that is known of a project, and on bringing in one that is there already.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { BriefInvalid } from "../check/BriefIntake.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { MomentUnknown, ProjectionUnknown } from "../history/HistoryError.ts"
import { Moment, StreamVersion } from "../store/EventStore.ts"
import { TimelineRow } from "../timeline/TimelineBoard.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { projectBeginning, ProjectSummary } from "./ProjectOperations.ts"

export const StateView = Schema.Struct({
  version: StreamVersion.annotate(about("Events that it was folded from")),
  at: Schema.NullOr(Timestamp).annotate(about("When the last of them happened")),
  projections: Schema.Array(
    Schema.Struct({
      projection: Schema.String,
      rows: Schema.Array(Schema.Struct({ key: Schema.String, row: Schema.Json }))
    })
  ).annotate(about("The rows of each projection, ordered by key"))
})
export type StateView = typeof StateView.Type

export const HistoryPage = Schema.Struct({
  entries: Schema.Array(TimelineRow).annotate(about("What happened, in words")),
  next: Schema.NullOr(StreamVersion).annotate(
    about("Give this as after for the next page; null when there is none")
  )
})
export type HistoryPage = typeof HistoryPage.Type

/** Bytes of all files of one import, and how many there may be. */
export const importedBytesLimit = 4 * 1024 * 1024
export const importedFilesLimit = 2000

/** A file that cannot be taken in. Nothing was changed. */
export class ImportedFileRefused extends Schema.TaggedError<ImportedFileRefused>()("ImportedFileRefused", {
  path: Schema.String,
  fault: Schema.String
}) {
  override get message() {
    return `files: ${this.path} ${this.fault}. Nothing was imported.`
  }
}

export class ProjectStateOperations extends RpcGroup.make(
  Rpc.make("projects.state", {
    payload: {
      ...project,
      at: Schema.optionalKey(
        Moment.annotate(about("When: a version, a position in the log, or a time; now when left out"))
      ),
      projections: Schema.optionalKey(
        Schema.Array(Schema.NonEmptyString).annotate(about("Only these projections; every one when left out"))
      )
    },
    success: StateView,
    error: Schema.Union([MomentUnknown, ProjectionUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("State of a project", "Everything that is known of it, as rows, now or at a moment of its past.")
  ),

  Rpc.make("projects.history", {
    payload: {
      ...project,
      after: Schema.optionalKey(
        StreamVersion.annotate(
          about("Only what came after this version; before it, when newest is asked for")
        )
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Entries at most, 100 when left out")
        )
      ),
      newest: Schema.optionalKey(Schema.Boolean.annotate(about("Newest first; oldest first when left out")))
    },
    success: HistoryPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("History of a project", "One page of what happened in it, in words, with who did it.")
  ),

  Rpc.make("projects.import", {
    payload: {
      ...projectBeginning,
      files: Schema.NonEmptyArray(
        Schema.Struct({
          path: Schema.NonEmptyString,
          bytes: Schema.Uint8ArrayFromBase64
        })
      ).annotate(about("Path and content of each file; at most 2,000 files with 4 MiB together"))
    },
    success: ProjectSummary,
    error: Schema.Union([BriefInvalid, ImportedFileRefused, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes(
      "Import a project",
      "Begins a project on files that are there already, with a brief of what is to be done.",
      {
        access: "account"
      }
    )
  )
) {}
