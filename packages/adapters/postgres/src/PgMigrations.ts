/**
 * Brings the schema `layercake` up to date at start: forward only, numbered, all or none. pg-boss looks after the
 * tables of its own schema (`PgBossQueue`), which are there before ours.
 */
import { Effect, Layer, Schema } from "effect"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import { accountTables } from "./migration/PgAccountTable.ts"
import { appendFunction } from "./migration/PgAppendFunction.ts"
import { blobTables } from "./migration/PgBlobTable.ts"
import { checkpointTables } from "./migration/PgCheckpointTable.ts"
import { eventTables } from "./migration/PgEventTable.ts"
import { jobFunctions } from "./migration/PgJobFunctions.ts"
import { readFunctions } from "./migration/PgReadFunctions.ts"
import { secretTables } from "./migration/PgSecretTable.ts"
import { snapshotTables } from "./migration/PgSnapshotTable.ts"
import { viewTables } from "./migration/PgViewTable.ts"
import { PgBossQueue } from "./PgBossQueue.ts"

/** The schema could not be brought up to date; it is as it was before. */
export class MigrationFailed extends Schema.TaggedError<MigrationFailed>()("MigrationFailed", {
  cause: Schema.Defect()
}) {
  override get message() {
    return "The schema layercake could not be brought up to date and is as it was. Check that this database user may create and change it, and start again."
  }
}

/** Only ever added to: a migration that was released is never changed. */
const migrations = Migrator.fromRecord({
  "0001_events": eventTables,
  "0002_checkpoints": checkpointTables,
  "0003_views": viewTables,
  "0004_blobs": blobTables,
  "0005_jobs": jobFunctions,
  "0006_append": appendFunction,
  "0007_reading": readFunctions,
  "0008_snapshots": snapshotTables,
  "0009_secrets": secretTables,
  "0010_accounts": accountTables
})

/** Done once it is built. Needs pg-boss's tables, on which the functions for jobs stand. */
export const layer: Layer.Layer<never, MigrationFailed, SqlClient | PgBossQueue> = Layer.effectDiscard(
  Effect.gen(function* () {
    yield* PgBossQueue
    const sql = yield* SqlClient
    yield* sql.withTransaction(
      Effect.gen(function* () {
        // Whoever starts at the same time waits here, and then finds everything done.
        yield* sql`select pg_advisory_xact_lock(1279350604)`
        yield* sql`create schema if not exists layercake`
        yield* Migrator.make({})({ loader: migrations, table: "layercake.migrations" })
        yield* afterRestore(sql)
      })
    )
  }).pipe(
    Effect.mapError((cause) => new MigrationFailed({ cause })),
    Effect.withSpan("PgMigrations")
  )
)

/**
 * Positions rise with transaction numbers, and a dump that is restored into another cluster meets lower ones. When the
 * log is ahead of the cluster a new epoch begins, with numbers that go on above the log.
 */
const afterRestore = (sql: SqlClient) => sql`
  update layercake.log_epoch o set epoch = o.epoch + 1, xid_offset = log.last + 1 - cluster.xid
  from (select coalesce(max(position) >> 14, 0) as last from layercake.events) as log,
    (select pg_current_xact_id()::text::bigint as xid) as cluster
  where log.last >= cluster.xid + o.xid_offset`
