/**
 * Reads the log page by page. A page is one statement, so no transaction stays open between two pages.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { ProjectId } from "@layercake/core/project/Project"
import { Position, type ReadAllOptions, StoredEvent } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option, Schema, Stream } from "effect"
import { texts } from "./PgArray.ts"
import { unavailable } from "./PgFailure.ts"

/** Rows that a page holds at most. */
export const pageSize = 500

/** A place between two events. The version only counts where one stream is read. */
export interface PgCursor {
  readonly position: number
  readonly version: number
}

export interface PgEventPage {
  readonly events: ReadonlyArray<StoredEvent>
  /** Where the next page begins. Past the last event, when everything up to there is known to hold no other. */
  readonly next: PgCursor
  /** Nothing further is readable now. */
  readonly last: boolean
}

const columns = "position, stream, version, type, schema_version, data, metadata"

/** Versions have no gaps, so a range of them is a page. */
const streamPage = `
select ${columns} from layercake.events
where stream = $1 and version >= $2 and version <= $3
order by version`

/** Oldest first, up to what is committed. */
export const readStream = (
  sql: PgClient,
  stream: ProjectId,
  { from = 1, to = maxVersion }: { readonly from?: number; readonly to?: number }
): Stream.Stream<StoredEvent, StoreUnavailable> =>
  Stream.paginate(Math.max(1, from), (first) =>
    Effect.gen(function* () {
      const last = Math.min(to, first + pageSize - 1, maxVersion)
      const rows = yield* sql
        .unsafe<EventRow>(streamPage, [stream, first, last])
        .pipe(unavailable("readStream"))
      const more = rows.length === pageSize && last < to
      return [yield* fromRows(rows), more ? Option.some(last + 1) : Option.none()] as const
    })
  )

/** The first position that a running transaction may still fill. */
const horizon =
  "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (select xid_offset from layercake.log_epoch)) << 14"

/**
 * Stays below the horizon: what is still being appended may come to lie before what is committed already. Where there
 * is no event the row holds the horizon alone. The upper bound is hidden from the planner: without statistics it takes
 * a range to be a handful of rows, and would sort the rest of the log for every page.
 */
const logPage = (order: "position" | "version") => `
with h as materialized (select ${horizon} as horizon)
select h.horizon, e.* from h left join lateral (
  select ${columns} from layercake.events
  where position > $1 and position + 0 < h.horizon and ($2::text[] is null or type = any ($2))
  ${order === "version" ? "and stream = $4 and version > $5" : ""}
  order by ${order} limit $3
) as e on true
order by e.${order}`
const [wholeLogPage, oneStreamPage] = [logPage("position"), logPage("version")]

export const start = ({ after = Position.make(0) }: ReadAllOptions): PgCursor => ({
  position: after,
  version: 0
})

/** In order of position, after the cursor. */
export const readLogPage = Effect.fnUntraced(function* (
  sql: PgClient,
  cursor: PgCursor,
  { types, stream, limit = pageSize }: ReadAllOptions
): Effect.fn.Return<PgEventPage, StoreUnavailable> {
  const size = Math.min(limit, pageSize)
  const parameters = [cursor.position, types === undefined ? null : texts(types), size]
  const rows = yield* (
    stream === undefined
      ? sql.unsafe<LogRow>(wholeLogPage, parameters)
      : sql.unsafe<LogRow>(oneStreamPage, [...parameters, stream, cursor.version])
  ).pipe(unavailable("readAll"))
  const events = yield* fromRows(rows.filter(isEvent))
  const last = events.length < size
  const end = events.at(-1)
  return {
    events,
    last,
    next: {
      position: last
        ? Math.max(cursor.position, Number(rows[0]?.horizon ?? 0) - 1)
        : (end?.position ?? cursor.position),
      version: end?.version ?? cursor.version
    }
  }
})

/** The whole log in order of position, up to what is committed now. */
export const readLog = (
  sql: PgClient,
  options: ReadAllOptions
): Stream.Stream<StoredEvent, StoreUnavailable> => {
  const pages = Stream.paginate(start(options), (cursor) =>
    Effect.map(readLogPage(sql, cursor, options), (page) => [
      page.events,
      page.last ? Option.none() : Option.some(page.next)
    ])
  )
  return options.limit === undefined ? pages : Stream.take(pages, options.limit)
}

/** Rows as the tables have them. */
interface EventRow {
  readonly position: bigint
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly schema_version: number
  readonly data: unknown
  readonly metadata: unknown
}
type LogRow = (EventRow | { readonly position: null }) & { readonly horizon: bigint }
const isEvent = (row: LogRow): row is EventRow & LogRow => row.position !== null

const maxVersion = 2 ** 31 - 1
const decode = Schema.decodeUnknownEffect(Schema.Array(StoredEvent))

/** A row that does not decode was not written by this store: a defect. */
const fromRows = (rows: ReadonlyArray<EventRow>) =>
  Effect.orDie(
    decode(
      rows.map(({ schema_version, position, ...row }) => ({
        ...row,
        position: Number(position),
        schemaVersion: schema_version
      }))
    )
  )
