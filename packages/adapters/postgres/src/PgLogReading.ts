/**
 * What is asked of the log, as readings of pages: where they begin and end.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  type Moment,
  Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  StreamVersion
} from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Stream } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import * as PgArray from "./PgArray.ts"
import { readPages } from "./PgEventPage.ts"
import { unavailable } from "./PgFailure.ts"
import type { PgReading } from "./PgPageQuery.ts"

/** Nothing lies at or past it: neither a version nor a position. */
const beyond = 2 ** 53 - 2
const beyondVersions = 2 ** 31 - 1

export const readStream = (
  sql: PgClient,
  stream: ProjectId,
  options: ReadStreamOptions,
  pageBytes: number
): Stream.Stream<StoredEvent, StoreUnavailable> => {
  const { from = 1, to = beyondVersions, backwards = false } = options
  const range = between(Math.max(1, from) - 1, Math.min(to, beyondVersions), backwards)
  return readPages(sql, "readStream", { stream, backwards }, range, options, pageBytes)
}

/** The whole log in order of position, up to what is committed when the reading begins. */
export const readLog = (
  sql: PgClient,
  options: ReadAllOptions,
  pageBytes: number
): Stream.Stream<StoredEvent, StoreUnavailable> => {
  if (options.types?.length === 0) return Stream.empty
  const reading = readingOf(options)
  return Stream.unwrap(
    Effect.map(rangeOf(sql, options).pipe(unavailable("readAll")), ({ after, to }) =>
      readPages(sql, "readAll", reading, between(after, to, options.backwards), options, pageBytes)
    )
  )
}

export const readingOf = ({ types, ...options }: PgReading): PgReading => ({
  ...options,
  ...(types === undefined ? {} : { types: Array.from(new Set(types)) })
})

const between = (after: number, to: number, backwards = false) =>
  backwards ? { past: to + 1, bound: after + 1 } : { past: after, bound: to }

/** Positions, or versions where one stream is read. */
const rangeOf = Effect.fnUntraced(function* (
  sql: PgClient,
  { stream, after, to }: ReadAllOptions
): Effect.fn.Return<{ readonly after: number; readonly to: number }, SqlError> {
  if (stream === undefined) return { after: after ?? 0, to: to ?? beyond }
  return {
    after: after === undefined ? 0 : yield* versionAtPosition(sql, stream, after),
    to: to === undefined ? beyondVersions : yield* versionAtPosition(sql, stream, to)
  }
})

export const versionAtPosition = (sql: PgClient, stream: ProjectId, position: number) =>
  Effect.map(
    sql<{ readonly version: number }>`
      select layercake.version_at_position(${stream}, ${position}::bigint) as version`,
    ([row]) => row?.version ?? 0
  )

/** How each stream stands now, in the order given. */
export const versions = (
  sql: PgClient,
  streams: ReadonlyArray<ProjectId>
): Effect.Effect<ReadonlyArray<StreamVersion>, StoreUnavailable> =>
  sql<{ readonly version: number }>`
    select coalesce(
      (select e.version from layercake.events e where e.stream = s.stream order by e.version desc limit 1), 0
    ) as version
    from unnest(${PgArray.texts(streams)}) with ordinality as s (stream, place) order by s.place`.pipe(
    unavailable("versions"),
    Effect.map((rows) => rows.map(({ version }) => StreamVersion.make(version)))
  )

/** How the stream stood at the moment. */
export const versionAt = Effect.fn("PgEventStore.versionAt")(function* (
  sql: PgClient,
  stream: ProjectId,
  moment: Moment
): Effect.fn.Return<StreamVersion, StoreUnavailable> {
  if ("position" in moment) {
    return StreamVersion.make(
      yield* versionAtPosition(sql, stream, moment.position).pipe(unavailable("versionAt"))
    )
  }
  const last =
    "version" in moment
      ? sql<{ readonly version: number }>`
          select least(coalesce(max(version), 0), ${moment.version}::bigint)::integer as version
          from layercake.events where stream = ${stream}`
      : sql<{ readonly version: number }>`
          select version from layercake.events
          where stream = ${stream} and at <= ${moment.time}::timestamptz order by version desc limit 1`
  const [row] = yield* last.pipe(unavailable("versionAt"))
  return StreamVersion.make(row?.version ?? 0)
})

export const horizon = (sql: PgClient): Effect.Effect<Position, StoreUnavailable> =>
  sql<{ readonly horizon: number }>`select layercake.horizon()::float8 as horizon`.pipe(
    unavailable("horizon"),
    Effect.map(([row]) => Position.make(row?.horizon ?? 0))
  )
