/**
 * What a person may decide about a document or a design by itself, beside the gates. Changing one is a change of files.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"

/** `digest` is of what was reviewed. */
export class ApproveDocument extends Schema.TaggedClass<ApproveDocument>()("ApproveDocument", {
  path: FilePath,
  digest: BlobDigest,
  comment: Schema.String
}) {}

/** Picks a design before its gate is approved; approving takes it then. */
export class ChooseDesign extends Schema.TaggedClass<ChooseDesign>()("ChooseDesign", {
  gate: GateId,
  path: FilePath,
  digest: BlobDigest
}) {}

export const DocumentCommand = Schema.Union([ApproveDocument, ChooseDesign])
export type DocumentCommand = typeof DocumentCommand.Type
