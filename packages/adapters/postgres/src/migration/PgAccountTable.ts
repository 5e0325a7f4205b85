/**
 * Who the accounts are, and digests of what is secret. Everything of a person goes with their row.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

const people = `
create table layercake.people (
  account text collate "C" primary key,
  login text collate "C" not null unique,
  email text,
  display_name text,
  password_hash text,
  created_at timestamptz not null
)`

const identities = `
create table layercake.identities (
  provider text collate "C" not null,
  subject text collate "C" not null,
  account text collate "C" not null references layercake.people on delete cascade,
  primary key (provider, subject)
)`

/** A secret that was used stays until it would have expired, so that it is known when it comes again. */
const refreshSecrets = `
create table layercake.refresh_secrets (
  digest text collate "C" primary key,
  session text collate "C" not null,
  account text collate "C" not null references layercake.people on delete cascade,
  expires_at timestamptz not null,
  is_used boolean not null default false
)`

const tokenSecrets = `
create table layercake.token_secrets (
  token text collate "C" primary key,
  account text collate "C" not null references layercake.people on delete cascade,
  name text not null,
  digest text collate "C" not null unique,
  last_used_at timestamptz
)`

const indexes = [
  "create index on layercake.identities (account)",
  "create index on layercake.refresh_secrets (session)",
  "create index on layercake.refresh_secrets (account)",
  "create index on layercake.refresh_secrets (expires_at)",
  "create index on layercake.token_secrets (account)"
]

export const accountTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [people, identities, refreshSecrets, tokenSecrets, ...indexes])
    yield* sql.unsafe(statement)
})
