/**
 * Operations on what is handed over with the product: container file, pipeline, settings, release notes, manual.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Document } from "../document/Document.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { BlobDigest } from "../store/Blob.ts"
import { LineChanges } from "../tree/LineChanges.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"
import { FileContent } from "./WorkspaceOperations.ts"

const deliverable = {
  ...project,
  path: FilePath.annotate(about("The deliverable's file, for example Dockerfile"))
}
const version = (what: string) =>
  Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)).annotate(about(`${what}: a number from 1`)))

/** There is no such deliverable, or no such version of it. */
export class DeliverableUnknown extends Schema.TaggedError<DeliverableUnknown>()("DeliverableUnknown", {
  path: Schema.String,
  version: Schema.NullOr(Schema.Int),
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    if (this.version !== null)
      return `There is no version ${this.version} of ${this.path}. \`deliverables.versions\` lists them.`
    return this.known.length === 0
      ? `There is no deliverable ${this.path}: none was made yet. \`deliverables.checklist\` lists what is to come.`
      : `There is no deliverable ${this.path}. There are ${this.known.join(", ")}.`
  }
}

export const DeliverableVersion = Schema.Struct({
  version: Schema.Int.annotate(about("From 1; rises with every change of content")),
  digest: BlobDigest.annotate(about("SHA-256 of the content")),
  gate: GateId.annotate(about("The gate whose work wrote it")),
  at: Timestamp.annotate(about("When it was written"))
})
export type DeliverableVersion = typeof DeliverableVersion.Type

export const ChecklistItem = Schema.Struct({
  gate: GateId.annotate(about("The gate that asks for it")),
  kind: Schema.String.annotate(about("What kind of deliverable it is")),
  path: Schema.String.annotate(about("Its file")),
  there: Schema.Boolean.annotate(about("Whether it is in the tree")),
  version: Schema.NullOr(Schema.Int).annotate(about("Its version; null before the first")),
  approved: Schema.Boolean.annotate(about("Whether the gate was passed with it as it is now"))
})
export type ChecklistItem = typeof ChecklistItem.Type

const withUnknown = Schema.Union([DeliverableUnknown, ...OperationError.members])

export class DeliverableOperations extends RpcGroup.make(
  Rpc.make("deliverables.list", {
    payload: project,
    success: Schema.Array(Document),
    error: OperationError
  }).annotate(OperationMark, reads("List deliverables", "What was made to be handed over, by path.")),

  Rpc.make("deliverables.get", {
    payload: { ...deliverable, version: version("Which version; the newest when left out") },
    success: Schema.Struct({
      deliverable: Document.annotate(about("The deliverable as it stands")),
      ...FileContent.fields
    }),
    error: withUnknown
  }).annotate(OperationMark, reads("Get a deliverable", "One deliverable with its content, in any version.")),

  Rpc.make("deliverables.versions", {
    payload: deliverable,
    success: Schema.Array(DeliverableVersion),
    error: withUnknown
  }).annotate(
    OperationMark,
    reads("Versions of a deliverable", "Every version of one deliverable, oldest first.")
  ),

  Rpc.make("deliverables.diff", {
    payload: {
      ...deliverable,
      from: version("The older version; the one before the newer when left out"),
      to: version("The newer version; the newest when left out")
    },
    success: Schema.Struct({
      from: Schema.Int.annotate(about("The older version; 0 for none")),
      to: Schema.Int.annotate(about("The newer version")),
      ...LineChanges.fields
    }),
    error: withUnknown
  }).annotate(
    OperationMark,
    reads("Compare versions of a deliverable", "What is different between two versions, line by line.")
  ),

  Rpc.make("deliverables.export", {
    payload: project,
    success: Schema.Struct({
      name: Schema.String.annotate(about("A name for the archive")),
      files: Schema.Array(FilePath).annotate(about("The files in it")),
      zip: Schema.Uint8ArrayFromBase64.annotate(about("A zip archive"))
    }),
    error: OperationError
  }).annotate(OperationMark, reads("Export deliverables", "All deliverables in one zip archive.")),

  Rpc.make("deliverables.checklist", {
    payload: project,
    success: Schema.Array(ChecklistItem),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Checklist", "Every deliverable that the pipeline asks for, and whether it is there.")
  )
) {}
