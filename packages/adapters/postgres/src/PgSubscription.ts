/**
 * A live reader of the log: page by page to the end, then it waits to be woken. It reads only below the horizon, so
 * what is committed may have to wait for an older transaction to end; it looks again soon when it knows of such. One
 * stream alone is read without that: its appends wait for each other.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { SubscribeOptions } from "@layercake/core/store/EventStore"
import { Duration, Effect, Option, PubSub, Stream } from "effect"
import { pageRows, readPage } from "./PgEventPage.ts"
import { unavailable } from "./PgFailure.ts"
import { readingOf, versionAtPosition } from "./PgLogReading.ts"
import type { PgSignal } from "./PgSignal.ts"
import type { PgStoreSettings } from "./PgStoreSettings.ts"

/** Between two looks for an event that is committed and not yet below the horizon: soon, then ever less often. */
const soon = (looks: number) => Duration.millis(Math.min(5 * 2 ** looks, 250))

export const subscribe = Effect.fnUntraced(function* (
  sql: PgClient,
  signal: PgSignal["Service"],
  { poll, pageBytes }: PgStoreSettings,
  { after, ...filter }: SubscribeOptions
) {
  if (filter.types?.length === 0) return Stream.never
  const reading = readingOf(filter)
  // Before the first look, so that nothing comes between looking and waiting.
  const positions = yield* PubSub.subscribe(signal.positions)
  const start: number =
    filter.stream === undefined || after === undefined
      ? (after ?? 0)
      : yield* versionAtPosition(sql, filter.stream, after).pipe(unavailable("subscribe"))
  let [newest, looks] = [0, 0]

  return Stream.paginate(start, (past) =>
    Effect.gen(function* () {
      const page = yield* readPage(sql, reading, {
        past,
        bound: filter.stream === undefined ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1,
        rows: pageRows,
        bytes: pageBytes
      }).pipe(unavailable("subscribe"))
      if (page.events.length > 0) looks = 0
      else if (page.last) {
        const behind = filter.stream === undefined && newest > page.next
        const pause = behind ? Duration.min(soon(looks++), poll) : poll
        const woken = yield* Effect.timeoutOption(PubSub.take(positions), pause)
        newest = Math.max(
          newest,
          Option.getOrElse(woken, () => 0)
        )
      }
      return [page.events, Option.some(page.next)] as const
    })
  )
})
