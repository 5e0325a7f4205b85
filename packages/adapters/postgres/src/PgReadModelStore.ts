/**
 * A `ReadModelStore` on Postgres. Rows that come with an append are written by `migration/PgAppendFunction`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { ReadModelStore, type ViewRow } from "@layercake/core/store/ReadModelStore"
import { Effect, Layer, Option, type Schema } from "effect"
import { texts } from "./PgArray.ts"
import { unavailable } from "./PgFailure.ts"

export const layer: Layer.Layer<ReadModelStore, never, PgClient.PgClient> = Layer.effect(
  ReadModelStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient

    return ReadModelStore.of({
      get: Effect.fn("PgReadModelStore.get")(function* (projection, project, key) {
        const rows = yield* sql<{ readonly row: Schema.Json }>`
          select row from layercake.views
          where projection = ${projection} and project = ${project} and key = ${key}
        `.pipe(unavailable("get"))
        return Option.map(Option.fromNullishOr(rows[0]), ({ row }) => row)
      }),

      list: Effect.fn("PgReadModelStore.list")(function* (projection, project) {
        return yield* (
          project === undefined
            ? sql<ViewRow>`
                select projection, project, key, row from layercake.views
                where projection = ${projection} order by project, key`
            : sql<ViewRow>`
                select projection, project, key, row from layercake.views
                where projection = ${projection} and project = ${project} order by key`
        ).pipe(unavailable("list"))
      }),

      replace: Effect.fn("PgReadModelStore.replace")(function* (projection, project, rows) {
        const [keys, values] = [rows.map(({ key }) => key), rows.map(({ row }) => JSON.stringify(row))]
        yield* sql`
          select layercake.replace_views(${projection}, ${project}, ${texts(keys)}, ${texts(values)})
        `.pipe(unavailable("replace"))
      })
    })
  })
)
