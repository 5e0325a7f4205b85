/**
 * What may be asked of the contents of a project. Erasing one is `erasure/ErasureCommand`.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

/** The bytes are in the blob store already. */
export class KeepContent extends Schema.TaggedClass<KeepContent>()("KeepContent", {
  digest: BlobDigest,
  bytes: Schema.Int,
  title: Schema.NonEmptyString
}) {}

export const ContentCommand = Schema.Union([KeepContent])
export type ContentCommand = typeof ContentCommand.Type
