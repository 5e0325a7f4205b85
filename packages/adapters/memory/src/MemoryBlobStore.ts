/**
 * A `BlobStore` over the memory state.
 */
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Option } from "effect"
import * as Digest from "effect/crypto/Digest"
import type { MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState, digest: Digest.Digest["Service"]): BlobStore["Service"] =>
  BlobStore.of({
    put: Effect.fn("MemoryBlobStore.put")(function* (bytes) {
      const kept = bytes.slice()
      const address = BlobDigest.make(yield* digest.digestHex(Digest.sha256, kept))
      state.blobs.set(address, kept)
      return address
    }),
    get: (address) =>
      Effect.sync(() => Option.map(Option.fromNullishOr(state.blobs.get(address)), (bytes) => bytes.slice())),
    has: (address) => Effect.sync(() => state.blobs.has(address))
  })
