/**
 * A `SnapshotStore` on Postgres.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import type { StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Layer, Option, type Schema } from "effect"
import { promisify } from "node:util"
import { zstdCompress, zstdDecompress } from "node:zlib"
import { partSize, type PgPart, readInParts } from "./PgBytes.ts"
import { unavailable } from "./PgFailure.ts"

export const layer: Layer.Layer<SnapshotStore, never, PgClient.PgClient> = Layer.effect(
  SnapshotStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient

    return SnapshotStore.of({
      save: Effect.fn("PgSnapshotStore.save")(function* ({ stream, form, version, state }) {
        const bytes = yield* written(state)
        yield* sql`
          insert into layercake.snapshots (stream, form, version, state)
          values (${stream}, ${form}, ${version}, ${bytes})
          on conflict (stream, form, version) do update set state = excluded.state
        `.pipe(unavailable("save"))
      }),

      nearest: Effect.fn("PgSnapshotStore.nearest")(function* (stream, form, atMost) {
        let version: StreamVersion | undefined
        const found = yield* readInParts((from) =>
          Effect.map(
            sql<PgPart & { readonly version: StreamVersion }>`
              select version, octet_length(state) as size,
                substring(state from ${from}::integer for ${partSize}::integer) as part
              from layercake.snapshots
              where stream = ${stream} and form = ${form} and version <= ${version ?? atMost}
              order by version desc limit 1
            `,
            // Should a newer one come meanwhile, the parts are still those of one.
            (rows) => rows.filter((row) => row.version === (version ??= row.version))
          )
        ).pipe(unavailable("nearest"))
        if (version === undefined || Option.isNone(found)) return Option.none()
        return Option.some({ stream, form, version, state: yield* read(found.value) })
      }),

      drop: Effect.fn("PgSnapshotStore.drop")(function* (stream) {
        yield* sql`delete from layercake.snapshots where stream = ${stream}`.pipe(unavailable("drop"))
      }),

      keepOnly: Effect.fn("PgSnapshotStore.keepOnly")(function* (form) {
        yield* sql`delete from layercake.snapshots where form <> ${form}`.pipe(unavailable("keepOnly"))
      })
    })
  })
)

const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)]
/** Written at once; a state in pieces of the usual 16 KiB takes four times as long. */
const chunkSize = 1024 * 1024
const attempt = <A>(operation: string, promise: () => Promise<A>) =>
  Effect.tryPromise({ try: promise, catch: (cause) => new StoreUnavailable({ operation, cause }) })

const written = (state: Schema.Json): Effect.Effect<Uint8Array, StoreUnavailable> =>
  attempt("save", () => compress(bytesOf(JSON.stringify(state))))

/** Without a schema: nothing else was ever written there, and a state may have megabytes. */
const read = (bytes: Uint8Array): Effect.Effect<Schema.Json, StoreUnavailable> =>
  Effect.map(
    attempt("nearest", () => decompress(bytes, { chunkSize })),
    (text) => JSON.parse(textOf(text)) as Schema.Json
  )
