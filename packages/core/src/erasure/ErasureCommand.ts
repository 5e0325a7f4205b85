/**
 * What may be asked of a project when something is erased. Only whoever erases the contents right after issues these.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

export class ErasePersonalText extends Schema.TaggedClass<ErasePersonalText>()("ErasePersonalText", {
  person: Schema.NonEmptyString,
  contents: Schema.Array(BlobDigest),
  /** Stays in the log. */
  reason: Schema.NonEmptyString
}) {}

export class EraseContent extends Schema.TaggedClass<EraseContent>()("EraseContent", {
  content: BlobDigest,
  /** Stays in the log. */
  reason: Schema.NonEmptyString
}) {}

export const ErasureCommand = Schema.Union([ErasePersonalText, EraseContent])
export type ErasureCommand = typeof ErasureCommand.Type
