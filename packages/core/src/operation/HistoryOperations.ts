/**
 * Operations on the past of projects: looking at it, comparing it, going on from it, and showing that it is whole.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EventHash } from "../event/EventChain.ts"
import { eventTypes } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { CostDifference, FilesDifference, RowsDifference } from "../history/HistoryDifference.ts"
import { CopyTaken, ImportRefused, MomentUnknown, ProjectionUnknown } from "../history/HistoryError.ts"
import { VerifyReport, VerifyStep } from "../history/VerifyReport.ts"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Moment, Position, StoredEvent, StreamVersion } from "../store/EventStore.ts"
import { ViewRow } from "../store/ReadModelStore.ts"
import { TimelineRow } from "../timeline/TimelineBoard.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { ProjectStatusReport, ProjectSummary } from "./ProjectOperations.ts"

const moment = (what: string) =>
  Moment.annotate(about(`${what}: a version, a position in the log, or a time`))
const withMoment = Schema.Union([MomentUnknown, ...OperationError.members])

export const ProjectDifference = Schema.Struct({
  from: StreamVersion.annotate(about("Version at the first moment")),
  to: StreamVersion.annotate(about("Version at the second moment")),
  events: Schema.Array(TimelineRow).annotate(about("What happened between, oldest first")),
  files: FilesDifference.annotate(about("Files of the tree")),
  rows: Schema.Array(RowsDifference).annotate(about("Rows of each projection that differs, without files")),
  cost: CostDifference.annotate(about("What was spent between"))
})
export type ProjectDifference = typeof ProjectDifference.Type

const positive = Schema.Int.check(Schema.isGreaterThan(0))

export const EventQuery = Schema.Struct({
  project: Schema.optionalKey(ProjectId.annotate(about("Only this project; every project when left out"))),
  after: Schema.optionalKey(Position.annotate(about("Only events after this position"))),
  to: Schema.optionalKey(Position.annotate(about("Only events up to this position"))),
  types: Schema.optionalKey(
    Schema.Array(Schema.Literals(eventTypes)).annotate(about("Only events of these types"))
  ),
  since: Schema.optionalKey(Timestamp.annotate(about("Only events at this time or later"))),
  until: Schema.optionalKey(Timestamp.annotate(about("Only events before this time"))),
  backwards: Schema.optionalKey(Schema.Boolean.annotate(about("Newest first"))),
  limit: Schema.optionalKey(
    positive.check(Schema.isLessThanOrEqualTo(1000)).annotate(about("Events at most, 100 when left out"))
  ),
  maxBytes: Schema.optionalKey(positive.annotate(about("Bytes of data at most; 1 MiB when left out")))
})
export type EventQuery = typeof EventQuery.Type

export const EventPage = Schema.Struct({
  events: Schema.Array(StoredEvent).annotate(about("In the order that was asked for")),
  next: Schema.NullOr(
    Schema.Struct({ after: Schema.optionalKey(Position), to: Schema.optionalKey(Position) })
  ).annotate(about("Give these in place of after and to for the next page; null when there is none"))
})
export type EventPage = typeof EventPage.Type

export const ReplayStep = Schema.Struct({
  event: StoredEvent.annotate(about("What happened")),
  changes: Schema.Array(
    Schema.Struct({ projection: Schema.String, key: Schema.String, row: Schema.NullOr(Schema.Json) })
  ).annotate(about("Rows that the event changed, as they became; null for a row that went away"))
})
export type ReplayStep = typeof ReplayStep.Type

export const ForkReport = Schema.Struct({
  ...ProjectSummary.fields,
  parent: ProjectId.annotate(about("The project it was forked from")),
  version: StreamVersion.annotate(about("The parent's last event that it has")),
  created: Schema.Boolean.annotate(about("False when this very fork was there already"))
})
export type ForkReport = typeof ForkReport.Type

export const ImportReport = Schema.Struct({
  ...project,
  version: StreamVersion.annotate(about("Events of the project")),
  head: EventHash.annotate(about("Hash of the last event")),
  created: Schema.Boolean.annotate(about("False when all of it was there already")),
  contents: Schema.Int.annotate(about("Contents taken in")),
  missing: Schema.Int.annotate(about("Contents that the events name and that are not here")),
  verified: VerifyReport.annotate(about("The imported project compared with itself"))
})
export type ImportReport = typeof ImportReport.Type

/** Bytes of one part of an import, at most. */
export const importPartLimit = 4 * 1024 * 1024

export class HistoryOperations extends RpcGroup.make(
  Rpc.make("projects.at", {
    payload: { ...project, at: moment("When") },
    success: ProjectStatusReport,
    error: withMoment
  }).annotate(OperationMark, reads("Status at a moment", "Where a project stood at a moment of its past.")),

  Rpc.make("projections.at", {
    payload: {
      ...project,
      projection: Schema.NonEmptyString.annotate(about("Name of the projection, for example gate")),
      at: moment("When")
    },
    success: Schema.Array(ViewRow),
    error: Schema.Union([ProjectionUnknown, ...withMoment.members])
  }).annotate(OperationMark, reads("Rows at a moment", "Rows of one projection as they were at a moment.")),

  Rpc.make("projects.diff", {
    payload: { ...project, from: moment("The first moment"), to: moment("The second moment") },
    success: ProjectDifference,
    error: withMoment
  }).annotate(
    OperationMark,
    reads("Difference", "What is different between two moments: files, rows, cost, and the events between.")
  ),

  Rpc.make("events.list", { payload: EventQuery, success: EventPage, error: OperationError }).annotate(
    OperationMark,
    reads("List events", "One page of the log as it is stored, by project, type, time or position.")
  ),

  Rpc.make("events.replay", {
    payload: {
      ...project,
      from: Schema.optionalKey(moment("Replays what came after it; from the first event when left out")),
      to: Schema.optionalKey(moment("The last moment; to the end when left out"))
    },
    success: ReplayStep,
    error: withMoment,
    stream: true
  }).annotate(OperationMark, reads("Replay events", "Each event of a range with the rows that it changed.")),

  Rpc.make("projects.fork", {
    payload: {
      ...project,
      at: moment("The last moment that the fork shares"),
      id: Schema.optionalKey(
        ProjectId.annotate(about("Id of the fork; made from the parent and version when left out"))
      ),
      title: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Its title; the parent's when left out"))
      )
    },
    success: ForkReport,
    error: Schema.Union([CopyTaken, ...withMoment.members])
  }).annotate(
    OperationMark,
    writes(
      "Fork a project",
      "A new project that shares the past of another up to a moment and goes its own way.",
      { idempotent: true }
    )
  ),

  Rpc.make("events.verify", {
    payload: {
      project: Schema.optionalKey(ProjectId.annotate(about("Only this project"))),
      heads: Schema.optionalKey(
        Schema.Array(EventHash).annotate(about("Hashes noted earlier that must still be in the chains"))
      )
    },
    success: VerifyStep,
    error: OperationError,
    stream: true
  }).annotate(
    OperationMark,
    reads("Verify", "Recomputes the chains, folds the log anew and compares read models and contents.")
  ),

  Rpc.make("events.export", {
    payload: {
      ...project,
      contents: Schema.optionalKey(Schema.Boolean.annotate(about("With the contents; yes when left out")))
    },
    success: Schema.String,
    error: OperationError,
    stream: true
  }).annotate(
    OperationMark,
    reads("Export a project", "All events and contents of a project as JSON Lines.")
  ),

  Rpc.make("events.upload", {
    payload: {
      id: Schema.NonEmptyString.annotate(about("Any id; the same for all parts of one export")),
      index: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate(about("Place of the part, from 0")),
      bytes: Schema.Uint8ArrayFromBase64.check(
        Schema.makeFilter(
          (bytes: Uint8Array) => bytes.length <= importPartLimit || "a part has at most 4 MiB"
        )
      ).annotate(about("At most 4 MiB of the export; cut anywhere"))
    },
    success: BlobDigest,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Send part of an export", "Keeps one part of an export to be imported.", {
      access: "administrator",
      idempotent: true
    })
  ),

  Rpc.make("events.import", {
    payload: {
      id: Schema.NonEmptyString.annotate(about("The id that the parts were sent under")),
      parts: Schema.Array(BlobDigest).annotate(about("What sending them answered, in order"))
    },
    success: ImportReport,
    error: Schema.Union([ImportRefused, CopyTaken, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Import a project", "Checks a whole export, then takes the project in with its chain as it was.", {
      access: "administrator",
      idempotent: true
    })
  )
) {}
