/**
 * A live reader of the log: page by page to the end, then it waits to be woken. It reads only below the horizon, so
 * what is committed may have to wait for an older transaction to end; it looks again soon when it knows of such.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { ReadAllOptions } from "@layercake/core/store/EventStore"
import { Duration, Effect, Option, PubSub, Stream } from "effect"
import { readLogPage, start } from "./PgEventPage.ts"
import type { PgSignal } from "./PgSignal.ts"

/** Pause before looking again for an event that is committed and not yet below the horizon. */
const soon = Duration.millis(5)

export const subscribe = Effect.fnUntraced(function* (
  sql: PgClient,
  signal: PgSignal["Service"],
  poll: Duration.Duration,
  options: ReadAllOptions
) {
  // Before the first look, so that nothing comes between looking and waiting.
  const positions = yield* PubSub.subscribe(signal.positions)
  let newest = 0

  const pages = Stream.paginate(start(options), (cursor) =>
    Effect.gen(function* () {
      const page = yield* readLogPage(sql, cursor, options)
      if (page.last && page.events.length === 0) {
        const woken = yield* PubSub.take(positions).pipe(
          Effect.timeoutOption(newest > page.next.position ? Duration.min(soon, poll) : poll)
        )
        newest = Math.max(newest, Option.getOrElse(woken, () => 0))
      }
      return [page.events, Option.some(page.next)] as const
    })
  )
  return options.limit === undefined ? pages : Stream.take(pages, options.limit)
})
