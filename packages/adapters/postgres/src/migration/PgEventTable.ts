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
 *
 * `data` is canonical JSON and `size` the bytes of it; data over 32 KB lies in `layercake.blobs` under its digest, which
 * is then the `payload`. `hash` is the link of the stream's chain (`core/event/EventChain`). `share` is a number from
 * the stream's name that stays the same for ever. `at` is the time in the metadata.
 */
const eventTable = `
create table layercake.events (
  position bigint primary key,
  at timestamptz not null,
  version integer not null,
  schema_version integer not null,
  size integer not null,
  share integer not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  hash bytea not null,
  payload bytea,
  metadata json not null,
  data json,
  unique (stream, version),
  check ((data is null) <> (payload is null))
)`

const typeIndex = "create index events_type on layercake.events (type, position)"
const timeIndex =
  "create index events_at on layercake.events using brin (at) with (pages_per_range = 32, autosummarize = on)"

const receiptTable = `
create table layercake.receipts (
  command_id text collate "C" primary key,
  stream text collate "C" not null,
  version integer not null,
  first_position bigint not null,
  event_count integer not null
)`

const epochTable = `
create table layercake.log_epoch (
  one boolean primary key default true check (one),
  epoch integer not null,
  xid_offset bigint not null
)`

export const eventTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [eventTable, typeIndex, timeIndex, receiptTable, epochTable])
    yield* sql.unsafe(statement)
  yield* sql`insert into layercake.log_epoch (epoch, xid_offset) values (1, 1 - pg_current_xact_id()::text::bigint)`
})
