/**
 * The parts of an export on their way in: kept among the contents under a mark of their own, so that they can be read
 * twice, once to be checked and once to be taken in, and are known from any other content when they are removed.
 */
import { ImportRefused } from "@layercake/core/history/HistoryError"
import { importPartLimit } from "@layercake/core/operation/HistoryOperations"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Option, Stream } from "effect"

export interface ImportRequest {
  readonly id: string
  readonly parts: ReadonlyArray<BlobDigest>
}

const markOf = (id: string, index: number): Uint8Array => bytesOf(`layercake import ${id} part ${index}\n`)

/** Sending the same part again is harmless. */
export const put = Effect.fn("ImportParts.put")(function* (id: string, index: number, bytes: Uint8Array) {
  const blobs = yield* BlobStore
  const mark = markOf(id, index)
  const part = new Uint8Array(mark.length + bytes.length)
  part.set(mark)
  part.set(bytes, mark.length)
  return yield* blobs.put(part)
})

/** The bytes of the export, part after part. */
export const read = ({ id, parts }: ImportRequest) =>
  Stream.fromIterable(parts).pipe(
    Stream.zipWithIndex,
    Stream.mapEffect(([digest, index]) => one(id, index, digest))
  )

const one = Effect.fnUntraced(function* (id: string, index: number, digest: BlobDigest) {
  const blobs = yield* BlobStore
  const found = yield* blobs.get(digest)
  const mark = markOf(id, index)
  if (
    Option.isNone(found) ||
    !startsWith(found.value, mark) ||
    found.value.length > mark.length + importPartLimit
  )
    return yield* new ImportRefused({ line: 1, detail: `part ${index} was not sent, or not as that part` })
  return found.value.subarray(mark.length)
})

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
  bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte)

/** Only what is one of these parts is removed. */
export const remove = ({ id, parts }: ImportRequest) =>
  Effect.forEach(
    parts.entries(),
    Effect.fnUntraced(function* ([index, digest]) {
      const blobs = yield* BlobStore
      const found = yield* blobs.get(digest)
      if (Option.isSome(found) && startsWith(found.value, markOf(id, index))) yield* blobs.remove(digest)
    }),
    { discard: true }
  )
