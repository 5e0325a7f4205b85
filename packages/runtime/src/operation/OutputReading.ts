/**
 * What a step of a build or a proof printed, from the content that the log names.
 */
import { OutputMissing } from "@layercake/core/build/BuildError"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { textOf } from "@layercake/core/store/BlobText"
import { textPageOf } from "@layercake/core/store/TextPage"
import { Effect, Option } from "effect"

/** `of` names it in an error. */
export const page = Effect.fnUntraced(function* (
  of: string,
  output: BlobDigest | null,
  wanted: { readonly from?: number | undefined; readonly limit?: number | undefined }
) {
  const blobs = yield* BlobStore
  if (output === null) return yield* new OutputMissing({ of, isErased: false })
  const bytes = yield* blobs.get(output)
  if (Option.isNone(bytes)) return yield* new OutputMissing({ of, isErased: true })
  return textPageOf(textOf(bytes.value), wanted)
})
