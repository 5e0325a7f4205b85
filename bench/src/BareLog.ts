/**
 * The limit: a prepared INSERT through `pg` into a table with the version check and the transaction's number that any
 * safe order needs, and nothing else: no chain, no receipt, no views, no jobs.
 */
import { Effect } from "effect"
import { attempt } from "./Bench.ts"
import type { LogContender } from "./LogContender.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import { sampleEvents } from "./SampleAppend.ts"

export const peer = "bare INSERT (pg 8.23)"

const table = `
create table events (
  position bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  stream text not null,
  version integer not null,
  type text not null,
  schema_version integer not null,
  data jsonb not null,
  metadata jsonb not null,
  unique (stream, version)
)`

const columns = "insert into events (stream, version, type, schema_version, data, metadata)"
const insertOne = `${columns} values ($1, $2, $3, $4, $5, $6)`
const insertMany = `${columns}
select $1, $2 + w.place - 1, w.type, w.schema_version, w.data::jsonb, w.metadata::jsonb
from unnest($3::text[], $4::integer[], $5::text[], $6::text[]) with ordinality
  as w (type, schema_version, data, metadata, place)`
const select =
  "select position, version, type, schema_version, data, metadata from events where stream = $1 order by version"

export const open = Effect.gen(function* () {
  const url = yield* BenchPostgres.emptyDatabase("bare")
  const pool = yield* BenchPostgres.pool(url)
  const query = (name: string, text: string, values: ReadonlyArray<unknown>) =>
    attempt(peer, () => pool.query({ name, text, values: Array.from(values) }))
  yield* query("table", table, [])
  const log: LogContender = {
    append: (stream, version, count) => {
      const events = sampleEvents(count)
      const [first] = events
      const data = events.map((event) => JSON.stringify(event.data))
      const metadata = events.map((event) => JSON.stringify(event.metadata))
      return count === 1
        ? query("one", insertOne, [
            stream,
            version + 1,
            first!.type,
            first!.schemaVersion,
            data[0],
            metadata[0]
          ])
        : query("many", insertMany, [
            stream,
            version + 1,
            events.map((event) => event.type),
            events.map((event) => event.schemaVersion),
            data,
            metadata
          ])
    },
    read: (stream) => Effect.map(query("read", select, [stream]), (result) => result.rows.length)
  }
  return log
})
