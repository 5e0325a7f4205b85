/**
 * What can happen to documents, specifications, designs and deliverables: files of the tree that mean something to
 * the pipeline.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"
import { SpecificationKind } from "./Document.ts"

const version = {
  path: FilePath,
  digest: BlobDigest,
  /** From 1; rises with every change of content. */
  version: Schema.Int,
  gate: GateId
}

export class DocumentWritten extends Schema.TaggedClass<DocumentWritten>()("DocumentWritten", {
  kind: Schema.NonEmptyString,
  ...version
}) {}

export class SpecificationRecorded extends Schema.TaggedClass<SpecificationRecorded>()(
  "SpecificationRecorded",
  {
    kind: SpecificationKind,
    ...version
  }
) {}

export class DesignProposed extends Schema.TaggedClass<DesignProposed>()("DesignProposed", { ...version }) {}

/** A person picked this one of the proposed designs. */
export class DesignChosen extends Schema.TaggedClass<DesignChosen>()("DesignChosen", {
  gate: GateId,
  path: FilePath,
  digest: BlobDigest
}) {}

/** Something that is handed over with the product: a container file, a pipeline, a manual. */
export class DeliverableRecorded extends Schema.TaggedClass<DeliverableRecorded>()("DeliverableRecorded", {
  kind: Schema.NonEmptyString,
  ...version
}) {}

/** A person has read exactly this and says that it will do. Void as soon as the document is another. */
export class DocumentApproved extends Schema.TaggedClass<DocumentApproved>()("DocumentApproved", {
  path: FilePath,
  digest: BlobDigest,
  version: Schema.Int,
  comment: Schema.String
}) {}

export const DocumentEvent = Schema.Union([
  DocumentWritten,
  SpecificationRecorded,
  DesignProposed,
  DesignChosen,
  DeliverableRecorded,
  DocumentApproved
])
export type DocumentEvent = typeof DocumentEvent.Type
