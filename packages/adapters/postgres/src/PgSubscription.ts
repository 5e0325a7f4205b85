/**
 * A live reader of the log: page by page to the end, then it waits to be woken. It reads only below the horizon, so
 * what is committed may have to wait for an older transaction to end; it looks again soon when it knows of such.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { ReadAllOptions } from "@layercake/core/store/EventStore"
import { Duration, Effect, Option, PubSub, Stream } from "effect"
import { readLogPage, start } from "./PgEventPage.ts"
import type { PgSignal } from "./PgSignal.ts"

/** Between two looks for an event that is committed and not yet below the horizon: soon, then ever less often. */
const soon = (looks: number) => Duration.millis(Math.min(5 * 2 ** looks, 250))

export const subscribe = Effect.fnUntraced(function* (
  sql: PgClient,
  signal: PgSignal["Service"],
  poll: Duration.Duration,
  options: ReadAllOptions
) {
  // Before the first look, so that nothing comes between looking and waiting.
  const positions = yield* PubSub.subscribe(signal.positions)
  let [newest, looks] = [0, 0]

  const pages = Stream.paginate(start(options), (cursor) =>
    Effect.gen(function* () {
      const page = yield* readLogPage(sql, cursor, options)
      if (page.events.length > 0) looks = 0
      else if (page.last) {
        const pause = newest > page.next.position ? Duration.min(soon(looks++), poll) : poll
        const woken = yield* Effect.timeoutOption(PubSub.take(positions), pause)
        newest = Math.max(
          newest,
          Option.getOrElse(woken, () => 0)
        )
      }
      return [page.events, Option.some(page.next)] as const
    })
  )
  return options.limit === undefined ? pages : Stream.take(pages, options.limit)
})
