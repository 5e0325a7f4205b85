/**
 * What the background processes of a Postgres server would do, and which the embedded one does not have: checkpoints,
 * without which the log of changes grows until the database is closed, and vacuum.
 */
import { Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

/** Bytes of changes between two rounds; a start after `kill -9` replays about that much at most. */
const enough = 64 * 1024 * 1024

/** Says whether there was enough to do. Everybody else waits meanwhile. */
export const tidy = Effect.fn("PgliteUpkeep.tidy")(function* (
  bytes: number
): Effect.fn.Return<boolean, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const [row] = yield* sql<{ readonly changed: string }>`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::text as changed from pg_control_checkpoint()`
  if (Number(row?.changed ?? 0) < bytes) return false
  yield* sql`vacuum (analyze)`
  yield* sql`checkpoint`
  return true
})

/** While the layer lasts: looks once a minute whether enough has changed, and tidies up if so. */
export const layer: Layer.Layer<never, never, SqlClient> = Layer.effectDiscard(
  tidy(enough).pipe(
    Effect.tapError((cause) => Effect.logWarning("The upkeep of the embedded database failed", cause)),
    Effect.ignore,
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
)
