/**
 * That something was taken away for good, and on whose word: never what it was. The actor is in the event's metadata.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

/** What a person typed in this project is gone. */
export class PersonalTextErased extends Schema.TaggedClass<PersonalTextErased>()("PersonalTextErased", {
  /** Id of the actor who had typed it. */
  person: Schema.NonEmptyString,
  /** What the references in earlier events name. */
  contents: Schema.Array(BlobDigest),
  reason: Schema.NonEmptyString
}) {}

/** One content that earlier events name is gone. */
export class ContentErased extends Schema.TaggedClass<ContentErased>()("ContentErased", {
  /** What it was stays told by the events that name it. */
  content: BlobDigest,
  reason: Schema.NonEmptyString
}) {}

export const ErasureEvent = Schema.Union([PersonalTextErased, ContentErased])
export type ErasureEvent = typeof ErasureEvent.Type
