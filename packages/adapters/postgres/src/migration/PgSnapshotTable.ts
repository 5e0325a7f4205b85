/**
 * Folded states. A cache: its rows can be removed at any time.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** The state is JSON as UTF-8, which Postgres compresses by itself; in bytes, so that it can be read in parts. */
const snapshotTable = `
create table layercake.snapshots (
  stream text collate "C" not null,
  form text collate "C" not null,
  version integer not null,
  state bytea not null,
  primary key (stream, form, version)
)`

export const snapshotTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(snapshotTable)
})
