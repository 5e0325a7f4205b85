/**
 * Operations on the log. Those that look further into the past are in `HistoryOperations`.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EventHash } from "../event/EventChain.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { EventNotFound, MomentUnknown } from "../history/HistoryError.ts"
import { ProjectId } from "../project/Project.ts"
import { Moment, Position, StoredEvent, StreamVersion } from "../store/EventStore.ts"
import { TimelineRow } from "../timeline/TimelineBoard.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

export const EventHead = Schema.Struct({
  ...project,
  version: StreamVersion.annotate(about("Events of the project up to then")),
  position: Position.annotate(about("Place of the last of them in the whole log")),
  at: Timestamp.annotate(about("When it happened")),
  hash: EventHash.annotate(about("Its link in the chain: noted elsewhere, events.verify finds it again"))
})
export type EventHead = typeof EventHead.Type

export const StreamDifference = Schema.Struct({
  shared: Schema.Int.annotate(about("How many events they have in common, from the first on")),
  ours: Schema.Array(TimelineRow).annotate(about("What happened since in the project, oldest first")),
  theirs: Schema.Array(TimelineRow).annotate(about("What happened since in the other, oldest first")),
  more: Schema.Boolean.annotate(about("Whether either has more events than are shown"))
})
export type StreamDifference = typeof StreamDifference.Type

export class EventOperations extends RpcGroup.make(
  Rpc.make("events.get", {
    payload: { ...project, version: StreamVersion.annotate(about("The event's number in the project")) },
    success: StoredEvent,
    error: Schema.Union([EventNotFound, ...OperationError.members])
  }).annotate(OperationMark, reads("Get an event", "One event of a project as it is stored.")),

  Rpc.make("events.head", {
    payload: {
      ...project,
      at: Schema.optionalKey(
        Moment.annotate(about("A version, a position in the log, or a time; now when left out"))
      )
    },
    success: EventHead,
    error: Schema.Union([MomentUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads(
      "Head at a moment",
      "The last event of a project at a moment: its version, position, time and hash."
    )
  ),

  Rpc.make("events.diff", {
    payload: {
      ...project,
      other: ProjectId.annotate(about("The project to compare it with, for example its parent")),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Events of each at most, 100 when left out")
        )
      )
    },
    success: StreamDifference,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Compare two logs", "Up to where a project and its fork have the same past, and what came after.")
  ),

  Rpc.make("events.stream", {
    payload: {
      project: Schema.optionalKey(
        ProjectId.annotate(about("Only this project; every project when left out"))
      ),
      after: Schema.optionalKey(Position.annotate(about("Only events after this position"))),
      follow: Schema.Boolean.annotate(about("Stay and deliver new events as they come"))
    },
    success: StoredEvent,
    error: OperationError,
    stream: true
  }).annotate(OperationMark, reads("Stream events", "The log in order of position, as it is stored.")),

  Rpc.make("events.timeline", {
    payload: project,
    success: Schema.Array(TimelineRow),
    error: OperationError
  }).annotate(OperationMark, reads("Timeline", "What happened in a project, in words."))
) {}
