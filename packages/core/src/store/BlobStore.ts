/**
 * Where large payloads are kept: transcripts, build output, files, documents. Content-addressed, never changed.
 */
import { Context, type Effect, type Option } from "effect"
import type { BlobDigest } from "./Blob.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

export class BlobStore extends Context.Service<
  BlobStore,
  {
    /** Keeps the bytes and returns their address. Keeping the same bytes twice is harmless. */
    readonly put: (bytes: Uint8Array) => Effect.Effect<BlobDigest, StoreUnavailable>

    /** None when nothing was ever kept under this digest. */
    readonly get: (digest: BlobDigest) => Effect.Effect<Option.Option<Uint8Array>, StoreUnavailable>

    readonly has: (digest: BlobDigest) => Effect.Effect<boolean, StoreUnavailable>

    /** How many bytes each of them has; what was never kept is left out. Nothing is read for it. */
    readonly sizes: (
      digests: ReadonlyArray<BlobDigest>
    ) => Effect.Effect<ReadonlyMap<BlobDigest, number>, StoreUnavailable>

    /** For erasure alone: nothing else ever removes a content. False when there was none. */
    readonly remove: (digest: BlobDigest) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@layercake/core/store/BlobStore") {}
