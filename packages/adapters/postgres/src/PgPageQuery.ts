/**
 * The statement that reads one page of the log: a part of one stream in order of versions, or of the whole log in order
 * of positions. Each page is one statement, so no transaction stays open between two pages.
 *
 * First it is settled how far the page looks (`reach`), then what lies on the way there is filtered and cut to the rows
 * and bytes that the page may have. So a page is cheap also where hardly anything passes the filter, and however the
 * planner takes it.
 */
import type { EventFilter, ReadAllOptions } from "@layercake/core/store/EventStore"
import { texts } from "./PgArray.ts"
import { columnsOf } from "./PgEventRow.ts"

/** What is read, and which way. */
export interface PgReading extends EventFilter, Pick<ReadAllOptions, "since" | "until" | "backwards"> {}

/** Places are versions where one stream is read, and positions elsewhere. */
export interface PgPageRange {
  /** Exclusive: where the page begins. */
  readonly past: number
  /** Inclusive: the last place that may be read. */
  readonly bound: number
  readonly rows: number
  /** Of data; the first event of a page may have more. */
  readonly bytes: number
}

export interface PgPageStatement {
  readonly text: string
  readonly parameters: ReadonlyArray<unknown>
}

/** Rows that are looked at for one that may be delivered, where a filter is applied row by row. */
const looks = 8

type Bind = (parameter: unknown) => string

/**
 * Each row has `bound` and `reach`; where there is no event, they are all that the one row has. The rows come in order:
 * one row is joined to the page, so the page's own order is that of the result.
 */
export const pageStatement = (reading: PgReading, range: PgPageRange): PgPageStatement => {
  const parameters: Array<unknown> = []
  const bind: Bind = (parameter) => `$${parameters.push(parameter)}`
  const { stream, types, backwards = false } = reading
  const [key, past, until, order] =
    stream === undefined ? ["position", ...way(backwards)] : ["version", ...way(backwards)]
  const filters = rowFilters(reading, bind)
  const rows = `${bind(filters === "" ? range.rows : range.rows * looks)}::integer`
  const begin = `${bind(range.past)}::bigint`
  const bound = `${bind(range.bound)}::bigint`
  const between = `e.${key} ${past} r.past and e.${key} ${until} r.reach`
  const { end, reach, source } =
    stream === undefined
      ? ofLog(types, backwards, between, rows, bind)
      : ofStream(stream, backwards, between, rows, bind)
  const head = backwards
    ? `least(${begin}, ${end} + 1) as past, ${bound} as bound`
    : `${begin} as past, least(${bound}, ${end}) as bound`
  return {
    text: `
with h as materialized (select ${head}),
r as materialized (select h.past, h.bound, ${reach} as reach from h)
select r.bound::float8 as bound, r.reach::float8 as reach, p.*
from r left join lateral (
  select ${columnsOf(stream)}, e.final
  from (
    select f.*, sum(f.size) over w as total, lead(f.${key}) over w is null as final
    from (select e.* from ${source}${filters} order by e.${key} ${order} limit ${bind(range.rows)}) as f
    window w as (order by f.${key} ${order} rows unbounded preceding)
  ) as e
  where e.total <= ${bind(range.bytes)}::bigint or e.total = e.size
  order by e.${key} ${order}
) as p on true`,
    parameters
  }
}

const way = (backwards: boolean) =>
  backwards ? (["<", ">=", "desc"] as const) : ([">", "<=", "asc"] as const)

/**
 * Of each type its own way through the index by type: compared as pairs, sorted and cut inside, since a planner without
 * statistics would otherwise go through the whole log for a type that is rare. The reach leaves no more rows than the cut.
 */
const ofLog = (
  types: ReadonlyArray<string> | undefined,
  backwards: boolean,
  between: string,
  rows: string,
  bind: Bind
) => {
  const [past, until, order] = way(backwards)
  const kinds = `${bind(types === undefined ? null : texts(types))}::text[]`
  return {
    end: "layercake.horizon()",
    reach: `layercake.reach${backwards ? "_back" : ""}(h.past, h.bound, ${kinds}, ${rows})`,
    source:
      types === undefined
        ? `layercake.events e where ${between}`
        : `unnest(${kinds}) as t (type) cross join lateral (
        select * from layercake.events e
        where (e.type, e.position) ${past} (t.type, r.past) and (e.type, e.position) ${until} (t.type, r.reach)
        order by e.type ${order}, e.position ${order} limit ${rows}
      ) as e where true`
  }
}

/** Versions have no gaps, so the reach is a matter of counting. */
const ofStream = (stream: string, backwards: boolean, between: string, rows: string, bind: Bind) => {
  const name = bind(stream)
  return {
    end: `(select coalesce(max(e.version), 0) from layercake.events e where e.stream = ${name})`,
    reach: backwards ? `greatest(h.bound, h.past - ${rows})` : `least(h.bound, h.past + ${rows})`,
    source: `layercake.events e where e.stream = ${name} and ${between}`
  }
}

const rowFilters = ({ stream, types, partition, since, until }: PgReading, bind: Bind): string =>
  [
    ...(stream === undefined || types === undefined ? [] : [`e.type = any (${bind(texts(types))})`]),
    ...(partition === undefined
      ? []
      : [`e.share % ${bind(partition.of)}::integer = ${bind(partition.index)}::integer`]),
    ...(since === undefined ? [] : [`e.at >= ${bind(since)}::timestamptz`]),
    ...(until === undefined ? [] : [`e.at < ${bind(until)}::timestamptz`])
  ]
    .map((filter) => ` and ${filter}`)
    .join("")
