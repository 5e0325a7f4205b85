/**
 * A `CheckpointStore` on Postgres. Progress that comes with rows of a read model is kept by `PgReadModelStore`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Timestamp } from "@layercake/core/event/Timestamp"
import {
  type CheckpointKey,
  CheckpointLost,
  CheckpointStore,
  type CheckpointView
} from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { Duration, Effect, Layer, Option } from "effect"
import { unavailable } from "./PgFailure.ts"

export const layer: Layer.Layer<CheckpointStore, never, PgClient.PgClient> = Layer.effect(
  CheckpointStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient

    return CheckpointStore.of({
      claim: Effect.fn("PgCheckpointStore.claim")(function* (
        { reader, partition },
        { lease, start = Position.make(0) }
      ) {
        const [row] = yield* sql<{ readonly position: Position; readonly token: string }>`
          select claimed_position::float8 as position, claimed_token as token
          from layercake.claim_checkpoint(${reader}, ${partition}::integer, ${start}::bigint, ${Duration.toMillis(lease)}::float8)
        `.pipe(unavailable("claim"))
        return row === undefined ? Option.none() : Option.some({ reader, partition, ...row })
      }),

      advance: Effect.fn("PgCheckpointStore.advance")(function* (held, position) {
        const [row] = yield* sql<{ readonly advanced: boolean }>`
          select layercake.advance_checkpoint(
            ${held.reader}, ${held.partition}::integer, ${held.token}, ${position}::bigint
          ) as advanced
        `.pipe(unavailable("advance"))
        if (row?.advanced !== true) return yield* lost(held)
      }),

      release: Effect.fn("PgCheckpointStore.release")(function* (held) {
        yield* sql`
          update layercake.checkpoints set token = null, leased_until = null, updated_at = clock_timestamp()
          where reader = ${held.reader} and share = ${held.partition}::integer and token = ${held.token}
        `.pipe(unavailable("release"))
      }),

      list: sql<CheckpointRow>`
        select reader, share, position::float8 as position, updated_at,
          case when leased_until > clock_timestamp() then leased_until end as leased_until
        from layercake.checkpoints order by reader, share
      `.pipe(
        unavailable("list"),
        Effect.map((rows) => rows.map(viewOf)),
        Effect.withSpan("PgCheckpointStore.list")
      ),

      forget: Effect.fn("PgCheckpointStore.forget")(function* (reader) {
        yield* sql`delete from layercake.checkpoints where reader = ${reader}`.pipe(unavailable("forget"))
      })
    })
  })
)

export const lost = ({ reader, partition }: CheckpointKey) => new CheckpointLost({ reader, partition })

interface CheckpointRow {
  readonly reader: string
  readonly share: number
  readonly position: Position
  readonly updated_at: Date
  readonly leased_until: Date | null
}

const viewOf = (row: CheckpointRow): CheckpointView => ({
  reader: row.reader,
  partition: row.share,
  position: row.position,
  leasedUntil: row.leased_until === null ? null : timestamp(row.leased_until),
  updatedAt: timestamp(row.updated_at)
})

const timestamp = (date: Date) => Timestamp.make(date.toISOString())
