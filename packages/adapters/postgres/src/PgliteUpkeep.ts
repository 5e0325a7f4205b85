/**
 * What the background processes of a Postgres server would do, and which the embedded one does not have: checkpoints,
 * without which the log of changes grows until the database is closed, and vacuum.
 */
import { Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** Bytes of changes between two rounds; a start after `kill -9` replays at most about that much. */
const enough = 64 * 1024 * 1024

/** While the layer lasts: looks once a minute whether enough has changed, and tidies up if so. */
export const layer: Layer.Layer<never, never, SqlClient> = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const round = Effect.gen(function* () {
      const [row] = yield* sql<{ readonly changed: string }>`
        select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::text as changed from pg_control_checkpoint()`
      if (Number(row?.changed ?? 0) < enough) return
      yield* sql`vacuum (analyze)`
      yield* sql`checkpoint`
    })
    yield* round.pipe(
      Effect.tapError((cause) => Effect.logWarning("The upkeep of the embedded database failed", cause)),
      Effect.ignore,
      Effect.repeat(Schedule.spaced("1 minute")),
      Effect.forkScoped
    )
  })
)
