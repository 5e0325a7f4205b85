/**
 * Contents that somebody gave to a project: bytes of any kind that no agent made and that are in no tree.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

export class ContentKept extends Schema.TaggedClass<ContentKept>()("ContentKept", {
  digest: BlobDigest,
  bytes: Schema.Int,
  /** What it is, for people; a reference to what was typed. */
  title: Schema.NonEmptyString
}) {}

export const ContentEvent = Schema.Union([ContentKept])
export type ContentEvent = typeof ContentEvent.Type
