/**
 * Secrets, encrypted before they come here.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** `sealed` is the nonce, twelve bytes, and then what AES-256-GCM made of the value, with its tag. */
const secretTable = `
create table layercake.secrets (
  scope text collate "C" not null,
  name text collate "C" not null,
  sealed bytea not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (scope, name)
)`

export const secretTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(secretTable)
})
