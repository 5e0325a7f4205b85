/**
 * How much of the log Postgres has read so far, by its own count.
 */
import { Effect } from "effect"
import { type BenchFailed, failsAs } from "./Bench.ts"
import * as BenchPostgres from "./BenchPostgres.ts"

export interface TableReads {
  readonly rows: number
  /** Pages of 8 KiB of the table, its indexes and its long values, from memory or disk. */
  readonly pages: number
}

/** Whole only when the connections that read are closed: each reports what it did at its end. */
export const ofLog = (database: string): Effect.Effect<TableReads, BenchFailed> =>
  Effect.gen(function* () {
    const sql = yield* BenchPostgres.clientOf(database, 1)
    const [found] = yield* sql<{ readonly rows: number; readonly pages: number }>`
      select
        (coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0))::float8 as rows,
        (coalesce(io.heap_blks_read, 0) + coalesce(io.heap_blks_hit, 0) + coalesce(io.idx_blks_read, 0)
          + coalesce(io.idx_blks_hit, 0) + coalesce(io.toast_blks_read, 0) + coalesce(io.toast_blks_hit, 0))::float8 as pages
      from pg_stat_user_tables t join pg_statio_user_tables io using (relid)
      where t.schemaname = 'layercake' and t.relname = 'events'`
    return found ?? { rows: 0, pages: 0 }
  }).pipe(Effect.scoped, failsAs("reads of the log"))

export interface LogSize {
  readonly events: number
  /** Canonical JSON of the events' data. */
  readonly dataBytes: number
  readonly largestBytes: number
  readonly databaseBytes: number
}

export const sizeOfLog = (database: string) =>
  Effect.gen(function* () {
    const sql = yield* BenchPostgres.clientOf(database, 1)
    const [found] = yield* sql<LogSize>`
      select count(*)::float8 as events, sum(size)::float8 as "dataBytes", max(size)::float8 as "largestBytes",
        pg_database_size(current_database())::float8 as "databaseBytes"
      from layercake.events`
    return found ?? { events: 0, dataBytes: 0, largestBytes: 0, databaseBytes: 0 }
  }).pipe(Effect.scoped, failsAs("size of the log"))

/** What autovacuum does in time: statistics, and pages known to hold nothing but visible rows. */
export const vacuum = (database: string) =>
  Effect.gen(function* () {
    const sql = yield* BenchPostgres.clientOf(database, 1)
    yield* sql.unsafe("vacuum (analyze)")
  }).pipe(Effect.scoped, failsAs("vacuum"))
