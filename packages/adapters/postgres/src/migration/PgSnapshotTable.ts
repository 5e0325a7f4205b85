/**
 * Folded states. A cache: its rows can be removed at any time.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * The state is JSON as UTF-8, compressed with Zstandard (RFC 8878) by whoever writes it: a state has megabytes, which need
 * not travel.
 */
const snapshotTable = `
create table layercake.snapshots (
  stream text collate "C" not null,
  form text collate "C" not null,
  version integer not null,
  state bytea not null,
  primary key (stream, form, version)
)`
const asIs = "alter table layercake.snapshots alter column state set storage external"

export const snapshotTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(snapshotTable)
  yield* sql.unsafe(asIs)
})
