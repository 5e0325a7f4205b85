/**
 * A `BlobStore` on Postgres, in a `bytea` column.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Layer, Option } from "effect"
import * as Digest from "effect/crypto/Digest"
import { unavailable } from "./PgFailure.ts"

/** Bytes read at once: a message from the server may have 16 MiB at most. */
const partSize = 4 * 1024 * 1024

interface Part {
  readonly size: number
  readonly part: Uint8Array
}

export const layer: Layer.Layer<BlobStore, never, PgClient.PgClient> = Layer.effect(
  BlobStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const digest = yield* Digest.Digest
    const readPart = (address: BlobDigest, from: number) =>
      sql<Part>`
        select octet_length(bytes) as size, substring(bytes from ${from + 1}::integer for ${partSize}::integer) as part
        from layercake.blobs where digest = ${address}
      `.pipe(unavailable("get"))

    return BlobStore.of({
      put: Effect.fn("PgBlobStore.put")(function* (bytes) {
        // What is kept is what was digested, whatever the caller does with the bytes meanwhile.
        const kept = bytes.slice()
        const address = BlobDigest.make(yield* digest.digestHex(Digest.sha256, kept))
        yield* sql`
          insert into layercake.blobs (digest, bytes) values (${address}, ${kept}) on conflict do nothing
        `.pipe(unavailable("put"))
        return address
      }),

      get: Effect.fn("PgBlobStore.get")(function* (address) {
        const [first] = yield* readPart(address, 0)
        if (first === undefined) return Option.none()
        const bytes = new Uint8Array(first.size)
        bytes.set(first.part)
        for (let from = first.part.length; from < first.size; from += partSize) {
          const [next] = yield* readPart(address, from)
          if (next !== undefined) bytes.set(next.part, from)
        }
        return Option.some(bytes)
      }),

      has: Effect.fn("PgBlobStore.has")(function* (address) {
        const rows = yield* sql`select 1 from layercake.blobs where digest = ${address}`.pipe(
          unavailable("has")
        )
        return rows.length > 0
      })
    })
  })
).pipe(Layer.provide(Digest.layerWebCrypto))
