/**
 * What an agent changed where it worked, kept as one content before anything is made of it, so that a crash after the
 * answer loses none of it.
 */
import { AnsweredFile } from "@layercake/core/port/AgentExecutor"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Schema } from "effect"
import { textOfBlob } from "../tree/TreeContent.ts"

const Kept = Schema.fromJsonString(Schema.Array(AnsweredFile))
const encode = Schema.encodeEffect(Kept)
const decode = Schema.decodeEffect(Kept)

export const keep = Effect.fnUntraced(function* (files: ReadonlyArray<AnsweredFile>) {
  const blobs = yield* BlobStore
  return yield* blobs.put(bytesOf(yield* Effect.orDie(encode(files))))
})

export const read = Effect.fnUntraced(function* (digest: BlobDigest, run: string) {
  return yield* Effect.orDie(decode(yield* textOfBlob(digest, `the files of ${run}`)))
})
