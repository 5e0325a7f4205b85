/**
 * A `BlobStore` on Postgres, in a `bytea` column.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Layer } from "effect"
import * as Digest from "effect/crypto/Digest"
import { partSize, type PgPart, readInParts } from "./PgBytes.ts"
import { unavailable } from "./PgFailure.ts"

/** Digests in one statement. */
const digestsAtOnce = 1000

export const layer: Layer.Layer<BlobStore, never, PgClient.PgClient> = Layer.effect(
  BlobStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const digest = yield* Digest.Digest

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

      get: Effect.fn("PgBlobStore.get")((address) => readBlob(sql, address).pipe(unavailable("get"))),

      has: Effect.fn("PgBlobStore.has")(function* (address) {
        const rows = yield* sql`select 1 from layercake.blobs where digest = ${address}`.pipe(
          unavailable("has")
        )
        return rows.length > 0
      }),

      sizes: Effect.fn("PgBlobStore.sizes")(function* (addresses) {
        const sizes = new Map<BlobDigest, number>()
        for (let from = 0; from < addresses.length; from += digestsAtOnce) {
          const some = addresses.slice(from, from + digestsAtOnce)
          const rows = yield* sql<{ readonly digest: BlobDigest; readonly size: number }>`
            select digest, octet_length(bytes) as size from layercake.blobs where digest in ${sql.in(some)}
          `.pipe(unavailable("sizes"))
          for (const { digest, size } of rows) sizes.set(digest, size)
        }
        return sizes
      }),

      remove: Effect.fn("PgBlobStore.remove")(function* (address) {
        const rows = yield* sql`delete from layercake.blobs where digest = ${address} returning 1`.pipe(
          unavailable("remove")
        )
        return rows.length > 0
      })
    })
  })
).pipe(Layer.provide(Digest.layerWebCrypto))

export const readBlob = (sql: PgClient.PgClient, address: string) =>
  readInParts(
    (from) => sql<PgPart>`
      select octet_length(bytes) as size, substring(bytes from ${from}::integer for ${partSize}::integer) as part
      from layercake.blobs where digest = ${address}`
  )
