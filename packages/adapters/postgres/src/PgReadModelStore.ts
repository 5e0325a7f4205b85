/**
 * A `ReadModelStore` on Postgres. Rows that come with an append are written by `migration/PgAppendFunction`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import type { ProjectId } from "@layercake/core/project/Project"
import { ReadModelStore, type ViewProgress, type ViewRow } from "@layercake/core/store/ReadModelStore"
import { Effect, Layer, Option, type Schema } from "effect"
import { viewParameters } from "./PgAppend.ts"
import { lost } from "./PgCheckpointStore.ts"
import { despiteRaces, unavailable } from "./PgFailure.ts"

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

      listByKey: Effect.fn("PgReadModelStore.listByKey")(function* (projection, key, page) {
        return yield* sql<ViewRow>`
          select projection, project, key, row from layercake.views
          where projection = ${projection} and key = ${key} and project > ${page?.after ?? ""}
          order by project limit ${page?.limit ?? null}
        `.pipe(unavailable("listByKey"))
      }),

      count: Effect.fn("PgReadModelStore.count")(function* (projection) {
        const rows = yield* sql<{ readonly count: number }>`
          select count(*)::integer as count from layercake.views where projection = ${projection}
        `.pipe(unavailable("count"))
        return rows[0]?.count ?? 0
      }),

      projects: Effect.fn("PgReadModelStore.projects")(function* (projection) {
        const rows = yield* sql<{ readonly project: ProjectId }>`
          select distinct project from layercake.views where projection = ${projection} order by project
        `.pipe(unavailable("projects"))
        return rows.map(({ project }) => project)
      }),

      write: Effect.fn("PgReadModelStore.write")(function* (views, progress) {
        const rows = viewParameters(views)
        const [row] = yield* sql
          .unsafe<{ readonly written: boolean | null }>(
            progress === undefined ? rowsAlone : rowsAndProgress,
            progress === undefined ? rows : [...progressParameters(progress), ...rows]
          )
          .pipe(despiteRaces, unavailable("write"))
        if (progress !== undefined && row?.written !== true) return yield* lost(progress.lease)
      }),

      rename: Effect.fn("PgReadModelStore.rename")(function* (from, to, progress) {
        const [row] = yield* sql
          .unsafe<{ readonly renamed: boolean | null }>(
            progress === undefined ? renameAlone : renameAndProgress,
            progress === undefined ? [from, to] : [from, to, ...progressParameters(progress)]
          )
          .pipe(despiteRaces, unavailable("rename"))
        if (progress !== undefined && row?.renamed !== true) return yield* lost(progress.lease)
      }),

      drop: Effect.fn("PgReadModelStore.drop")(function* (projection, progress) {
        const [row] = yield* sql
          .unsafe<{ readonly dropped: boolean | null }>(
            progress === undefined ? dropAlone : dropAndProgress,
            progress === undefined ? [projection] : [projection, ...progressParameters(progress)]
          )
          .pipe(despiteRaces, unavailable("drop"))
        if (progress !== undefined && row?.dropped !== true) return yield* lost(progress.lease)
      })
    })
  })
)

/** Reader, share, token and position. */
const progressParameters = ({ lease, position }: ViewProgress) => [
  lease.reader,
  lease.partition,
  lease.token,
  position
]

const rowsAlone = "select layercake.write_views($1, $2, $3, $4)"
const rowsAndProgress = "select layercake.write_progress($1, $2, $3, $4, $5, $6, $7, $8) as written"
const renameAlone = "select layercake.rename_views($1, $2)"
const renameAndProgress = `
select case when layercake.write_progress($3, $4, $5, $6, '{}', '{}', '{}', '{}')
  then (select true from layercake.rename_views($1, $2)) end as renamed`
const dropAlone = "select layercake.drop_views($1)"
const dropAndProgress = `
select case when layercake.write_progress($2, $3, $4, $5, '{}', '{}', '{}', '{}')
  then (select true from layercake.drop_views($1)) end as dropped`
