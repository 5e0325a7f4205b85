/**
 * Operations on the log and on what is kept beside it.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Position, StoredEvent } from "../store/EventStore.ts"
import { TimelineRow } from "../timeline/TimelineBoard.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const about = (description: string) => ({ description })
const project = { project: ProjectId.annotate(about("The project's id")) }

export class EventOperations extends RpcGroup.make(
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
  }).annotate(OperationMark, reads("Timeline", "What happened in a project, in words.")),

  Rpc.make("storage.get", {
    payload: { digest: BlobDigest.annotate(about("SHA-256 of the content")) },
    success: Schema.NullOr(Schema.Uint8ArrayFromBase64),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Get content", "The bytes kept under a digest; null when there are none.")
  ),

  Rpc.make("deployments.stop", {
    payload: project,
    success: Schema.Array(Schema.String),
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Stop deployments", "Ends every running deployment of the project.", { idempotent: true })
  )
) {}
