/**
 * Contents of the tree's files, read from the blobs that the log names.
 */
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { textOf } from "@layercake/core/store/BlobText"
import { Effect, Option, Schema } from "effect"

/** The log names content that the blob store does not have. `layercake verify` finds such gaps. */
export class ContentMissing extends Schema.TaggedError<ContentMissing>()("ContentMissing", {
  digest: Schema.String,
  what: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `The content of ${this.what} (${this.digest.slice(0, 12)}) is missing in the blob store. Run \`layercake verify\`.`
  }
}

export const textOfBlob = Effect.fnUntraced(function* (digest: BlobDigest, what: string) {
  const blobs = yield* BlobStore
  const bytes = yield* blobs.get(digest)
  if (Option.isNone(bytes)) return yield* new ContentMissing({ digest, what })
  return textOf(bytes.value)
})

/** None when the tree has no such file. */
export const textOfFile = Effect.fnUntraced(function* (state: ProjectState, path: string) {
  const file = rowOf(state, "file", path)
  return file === undefined ? Option.none<string>() : Option.some(yield* textOfBlob(file.digest, path))
})
