/**
 * Pages of the log as events: runs the statement of `PgPageQuery` and puts back data that lies among the blobs.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { textOf } from "@layercake/core/store/BlobText"
import type { ReadLimit, StoredEvent } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option, type Schema, Stream } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import { readBlob } from "./PgBlobStore.ts"
import { eventReader, type PgEventRow } from "./PgEventRow.ts"
import { unavailable } from "./PgFailure.ts"
import { type PgPageRange, type PgReading, pageStatement } from "./PgPageQuery.ts"

/** Rows that a page holds at most. */
export const pageRows = 2000

export interface PgEventPage {
  readonly events: ReadonlyArray<StoredEvent>
  /** Bytes of their data. */
  readonly size: number
  /** Where the next page begins. Past the last event, when everything up to there is known to hold no other. */
  readonly next: number
  /** The last place that could be read when this page was. */
  readonly bound: number
  /** Nothing further was to be read. */
  readonly last: boolean
}

interface PgPageOptions extends PgPageRange {
  /** Bytes that may be delivered in all. */
  readonly allowance?: number
  /** The first page of its reading, which always gets on. */
  readonly first?: boolean
}

export const readPage = Effect.fnUntraced(function* (
  sql: PgClient,
  reading: PgReading,
  { allowance = Infinity, first = false, ...range }: PgPageOptions
): Effect.fn.Return<PgEventPage, SqlError> {
  const { text, parameters } = pageStatement(reading, range)
  const found = yield* sql.unsafe<PageRow>(text, parameters)
  const rows = found.filter(isEvent)
  const further = reading.backwards === true ? Math.min : Math.max
  const { reach, bound } = found[0] ?? { reach: range.past, bound: range.past }
  const end = rows.at(-1)
  const seen = end === undefined ? range.past : reading.stream === undefined ? end.position : end.version
  const whole = rows.length < range.rows && end?.final !== false
  const next = whole ? further(seen, reach) : seen
  // The statement cuts the page; only a single event may be more than it was given.
  const size = rows.reduce((sum, row) => sum + row.size, 0)
  const kept = size <= allowance || first ? rows : []
  const eventOf = eventReader(reading.stream)
  const events = kept.every((row) => row.payload === null)
    ? kept.map((row) => eventOf(row, row.data))
    : yield* Effect.forEach(kept, (row) => Effect.map(dataOf(sql, row), (data) => eventOf(row, data)))
  return { events, size, next, bound, last: kept.length < rows.length || further(next, bound) === next }
})

/** From one place to another, both ways; what is committed when the reading begins is what is read. */
export const readPages = (
  sql: PgClient,
  operation: string,
  reading: PgReading,
  { past, bound }: Pick<PgPageRange, "past" | "bound">,
  { limit = Infinity, maxBytes = Infinity }: ReadLimit,
  pageBytes: number
): Stream.Stream<StoredEvent, StoreUnavailable> => {
  if (limit <= 0) return Stream.empty
  return Stream.paginate({ past, bound, rows: limit, bytes: maxBytes, first: true }, (left) =>
    Effect.gen(function* () {
      const page = yield* readPage(sql, reading, {
        past: left.past,
        bound: left.bound,
        rows: Math.min(pageRows, left.rows),
        bytes: Math.min(pageBytes, left.bytes),
        allowance: left.bytes,
        first: left.first
      }).pipe(unavailable(operation))
      const rows = left.rows - page.events.length
      const bytes = maxBytes === Infinity ? Infinity : left.bytes - page.size
      const empty = page.events.length === 0
      const past =
        empty && !page.last ? yield* overGap(sql, reading, page).pipe(unavailable(operation)) : page.next
      const next = { past, bound: page.bound, rows, bytes, first: left.first && empty }
      return [page.events, page.last || rows <= 0 ? Option.none() : Option.some(next)] as const
    })
  )
}

/** Where a time is asked for and lies far away: goes there, rather than through all that lies between. */
const overGap = Effect.fnUntraced(function* (
  sql: PgClient,
  { stream, since, until, backwards = false }: PgReading,
  { next, bound }: PgEventPage
): Effect.fn.Return<number, SqlError> {
  if (stream !== undefined || (since === undefined && until === undefined)) return next
  const [low, high] = backwards ? [bound, next - 1] : [next + 1, bound]
  const [found] = yield* sql<{ readonly first: number | null; readonly last: number | null }>`
    select low::float8 as first, high::float8 as last
    from layercake.positions_within(
      ${since ?? null}::timestamptz, ${until ?? null}::timestamptz, ${low}::bigint, ${high}::bigint
    )`
  return backwards ? (found?.last ?? bound - 1) + 1 : (found?.first ?? bound + 1) - 1
})

interface PageRow extends PgEventRow {
  readonly bound: number
  readonly reach: number
  /** Nothing that would fit was left out after it. */
  readonly final: boolean
}

/** A page without events is one row that has nothing else. */
const isEvent = (row: PageRow) => row.position !== null

/** Data that was erased is null: the chain holds without it, and the event does not decode. */
const dataOf = Effect.fnUntraced(function* (sql: PgClient, row: PgEventRow) {
  if (row.payload === null) return row.data
  const bytes = yield* readBlob(sql, row.payload)
  return Option.isNone(bytes) ? null : jsonOf(bytes.value)
})

/** Its address says that it is what was written. */
const jsonOf = (bytes: Uint8Array): Schema.Json => JSON.parse(textOf(bytes)) as Schema.Json
