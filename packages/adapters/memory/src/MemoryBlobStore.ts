/**
 * A `BlobStore` over the memory state.
 */
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Option } from "effect"
import { hash } from "node:crypto"
import type { MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState): BlobStore["Service"] =>
  BlobStore.of({
    put: (bytes) =>
      Effect.sync(() => {
        const address = BlobDigest.make(hash("sha256", bytes))
        state.blobs.set(address, bytes.slice())
        return address
      }),
    get: (address) =>
      Effect.sync(() => Option.map(Option.fromNullishOr(state.blobs.get(address)), (bytes) => bytes.slice())),
    has: (address) => Effect.sync(() => state.blobs.has(address)),
    sizes: (addresses) =>
      Effect.sync(
        () =>
          new Map(
            addresses.flatMap((address) => {
              const bytes = state.blobs.get(address)
              return bytes === undefined ? [] : [[address, bytes.length] as const]
            })
          )
      ),
    remove: (address) => Effect.sync(() => state.blobs.delete(address))
  })
