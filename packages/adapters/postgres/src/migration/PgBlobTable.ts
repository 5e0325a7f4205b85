/**
 * Content-addressed payloads.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

const blobTable = `
create table layercake.blobs (
  digest text collate "C" primary key,
  bytes bytea not null,
  recorded_at timestamptz not null default clock_timestamp()
)`

/** Uncompressed, so that a part of it can be read without reading the whole. */
const inParts = "alter table layercake.blobs alter column bytes set storage external"

export const blobTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [blobTable, inParts]) yield* sql.unsafe(statement)
})
