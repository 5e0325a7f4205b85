/**
 * The log: events, and the receipts of the commands that brought them.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * `position` is the number of the appending transaction, shifted left by 14 bits, plus the event's place in the
 * append. Transaction numbers are given while the stream is locked, so the order of positions agrees with the order
 * of versions; and everything below the oldest transaction that still runs is complete, so a reader that stays below
 * it misses nothing, needs no lock, and can go on from a position alone.
 *
 * Transaction numbers are those of one Postgres cluster. A dump restored into another begins with lower ones:
 * `PgMigrations` sees that at start and raises `xid_offset`.
 */
const eventTable = `
create table layercake.events (
  position bigint primary key,
  stream text collate "C" not null,
  version integer not null,
  type text collate "C" not null,
  schema_version integer not null,
  data json not null,
  metadata json not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, version)
)`

const receiptTable = `
create table layercake.receipts (
  command_id text collate "C" primary key,
  stream text collate "C" not null,
  version integer not null,
  first_position bigint not null,
  event_count integer not null,
  recorded_at timestamptz not null default clock_timestamp()
)`

const epochTable = `
create table layercake.log_epoch (
  one boolean primary key default true check (one),
  epoch integer not null,
  xid_offset bigint not null
)`

export const eventTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(eventTable)
  yield* sql.unsafe(receiptTable)
  yield* sql.unsafe(epochTable)
  yield* sql`insert into layercake.log_epoch (epoch, xid_offset) values (1, 1 - pg_current_xact_id()::text::bigint)`
})
