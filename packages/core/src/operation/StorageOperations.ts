/**
 * Operations on contents: what lies beside the log under the digest of its bytes. A member of a project reaches the
 * contents that the project's events name, and no others.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ContentGone, ContentUnknown } from "../erasure/ErasureError.ts"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"
import { StreamVersion } from "../store/EventStore.ts"
import { ContentErasureReport } from "./ErasureOperations.ts"
import { erases, OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"
import { about, project } from "./OperationField.ts"

const digest = BlobDigest.annotate(about("SHA-256 of the content"))
const inProject = {
  project: Schema.optionalKey(
    ProjectId.annotate(about("A project whose events name it; only administrators may leave it out"))
  )
}

/** Bytes of one content that is given to a project, at most. */
export const contentLimit = 8 * 1024 * 1024

export const ContentView = Schema.Struct({
  digest,
  version: StreamVersion.annotate(about("The event that named it first")),
  type: Schema.String.annotate(about("Type of that event")),
  bytes: Schema.NullOr(Schema.Int).annotate(about("How many it has; null when it is not there")),
  state: Schema.Literals(["kept", "erased", "missing"]).annotate(
    about("erased: taken away, as the log says. missing: not there although nobody erased it")
  )
})
export type ContentView = typeof ContentView.Type

export const ContentPage = Schema.Struct({
  contents: Schema.Array(ContentView).annotate(about("In the order in which events named them")),
  next: Schema.NullOr(BlobDigest).annotate(
    about("Give this as after for the next page; null when there is none")
  )
})
export type ContentPage = typeof ContentPage.Type

export const StorageUsage = Schema.Struct({
  ...project,
  contents: Schema.Int.annotate(about("Contents that the events name, each counted once")),
  kept: Schema.Int.annotate(about("Of these, how many are there")),
  erased: Schema.Int.annotate(about("How many were erased")),
  missing: Schema.Int.annotate(about("How many are not there although nobody erased them")),
  bytes: Schema.Int.annotate(about("Bytes of those that are there; some may belong to other projects too"))
})
export type StorageUsage = typeof StorageUsage.Type

export const StorageReport = Schema.Struct({
  ...project,
  read: Schema.Int.annotate(about("Contents that were read and whose digest was computed anew")),
  damaged: Schema.Array(BlobDigest).annotate(about("Whose bytes are not those of their digest")),
  missing: Schema.Array(BlobDigest).annotate(about("Not there although nobody erased them"))
})
export type StorageReport = typeof StorageReport.Type

export class StorageOperations extends RpcGroup.make(
  Rpc.make("storage.put", {
    payload: {
      ...project,
      title: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(200)).annotate(
        about("What it is, for people; at most 200 characters")
      ),
      bytes: Schema.Uint8ArrayFromBase64.check(
        Schema.makeFilter(
          (bytes: Uint8Array) => bytes.length <= contentLimit || "a content has at most 8 MiB"
        )
      ).annotate(about("The content, at most 8 MiB"))
    },
    success: ContentView,
    error: Schema.Union([ContentGone, ...OperationError.members])
  }).annotate(OperationMark, writes("Keep a content", "Gives a project a content that is in no tree.")),

  Rpc.make("storage.get", {
    payload: { ...inProject, digest },
    success: Schema.NullOr(Schema.Uint8ArrayFromBase64),
    error: Schema.Union([ContentUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Get content", "The bytes kept under a digest; null when there are none.")
  ),

  Rpc.make("storage.stat", {
    payload: { ...project, digest },
    success: ContentView,
    error: Schema.Union([ContentUnknown, ...OperationError.members])
  }).annotate(OperationMark, reads("About a content", "How large a content is, and which event named it.")),

  Rpc.make("storage.list", {
    payload: {
      ...project,
      after: Schema.optionalKey(BlobDigest.annotate(about("Only contents after this one"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Contents at most, 100 when left out")
        )
      )
    },
    success: ContentPage,
    error: OperationError
  }).annotate(OperationMark, reads("List contents", "The contents that a project's events name.")),

  Rpc.make("storage.delete", {
    payload: {
      ...project,
      digest,
      reason: Schema.NonEmptyString.annotate(about("Why; stays in the log, so name nobody here"))
    },
    success: ContentErasureReport,
    error: Schema.Union([ContentUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    erases("Delete a content", "Takes one content away for good, unless a tree or a run needs it.", persons)
  ),

  Rpc.make("storage.usage", { payload: project, success: StorageUsage, error: OperationError }).annotate(
    OperationMark,
    reads("Storage of a project", "How many contents a project's events name, and how large they are.")
  ),

  Rpc.make("storage.verify", { payload: project, success: StorageReport, error: OperationError }).annotate(
    OperationMark,
    reads("Verify contents", "Reads every content of a project and compares it with its digest.")
  )
) {}
