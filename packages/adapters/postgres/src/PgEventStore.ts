/**
 * An `EventStore` on Postgres. How order is kept without a lock on the log: `migration/PgEventTable`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { type AppendRequest, EventStore, VersionConflict } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect, Layer, Option, Stream } from "effect"
import { type AppendRow, maxEvents, receiptOf } from "./PgAppend.ts"
import * as PgAppendLane from "./PgAppendLane.ts"
import { unavailable } from "./PgFailure.ts"
import { horizon, readLog, readStream, versionAt, versions } from "./PgLogReading.ts"
import { PgSignal } from "./PgSignal.ts"
import { PgStoreSettings } from "./PgStoreSettings.ts"
import { subscribe } from "./PgSubscription.ts"

export const layer: Layer.Layer<EventStore, never, PgClient.PgClient | PgSignal> = Layer.effect(
  EventStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const signal = yield* PgSignal
    const settings = yield* PgStoreSettings
    const send = yield* PgAppendLane.make(sql, {
      lanes: sql.driver === "pglite" ? 1 : settings.appendLanes,
      lease: Math.max(1, Math.round(Duration.toSeconds(settings.lease)))
    })

    // Traced as the statement that it is: a span of its own would cost a twentieth of it.
    const append = Effect.fnUntraced(function* (request: AppendRequest) {
      const { stream, expected, events, jobs } = request
      if (events.length > maxEvents) return yield* tooMany(events.length)
      const tiers = new Set(jobs.map((job) => job.tier))
      const row = yield* send(request).pipe(
        // Whether it was committed will not be known, so whoever waits looks.
        Effect.onInterrupt(() => signal.committed({ position: 0, tiers }))
      )
      const receipt = receiptOf(row)
      if (row.outcome === "conflict") {
        return yield* new VersionConflict({ stream, expected, actual: receipt.version })
      }
      if (row.outcome === "appended")
        yield* signal.committed({ position: receipt.positions.at(-1) ?? 0, tiers })
      return { ...receipt, duplicate: row.outcome === "duplicate" }
    })

    return EventStore.of({
      append,
      receipt: Effect.fn("PgEventStore.receipt")(function* (commandId) {
        const rows = yield* sql<AppendRow>`
          select stream, version, first_position, event_count from layercake.receipts where command_id = ${commandId}
        `.pipe(unavailable("receipt"))
        return Option.map(Option.fromNullishOr(rows[0]), receiptOf)
      }),
      readStream: (stream, options = {}) => readStream(sql, stream, options, settings.pageBytes),
      readAll: (options = {}) => readLog(sql, options, settings.pageBytes),
      subscribe: (options = {}) => Stream.unwrap(subscribe(sql, signal, settings, options)),
      versions: (streams) => versions(sql, streams),
      versionAt: (stream, moment) => versionAt(sql, stream, moment),
      horizon: horizon(sql)
    })
  })
)

const tooMany = (count: number) =>
  new StoreUnavailable({
    operation: "append",
    cause: new Error(`An append holds at most ${maxEvents} events and not ${count}: split the command`)
  })
