/**
 * An `EventStore` on Postgres. How order is kept without a lock on the log: `migration/PgEventTable`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { type AppendRequest, EventStore, VersionConflict } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect, Layer, Option, Stream } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import { appendCall, type AppendRow, maxEvents, receiptOf } from "./PgAppend.ts"
import { readLog, readStream } from "./PgEventPage.ts"
import { unavailable } from "./PgFailure.ts"
import { PgSignal } from "./PgSignal.ts"
import { PgStoreSettings } from "./PgStoreSettings.ts"
import { subscribe } from "./PgSubscription.ts"

export const layer: Layer.Layer<EventStore, never, PgClient.PgClient | PgSignal> = Layer.effect(
  EventStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const signal = yield* PgSignal
    const { lease, poll } = yield* PgStoreSettings
    const leaseSeconds = Math.max(1, Math.round(Duration.toSeconds(lease)))

    const append = Effect.fn("PgEventStore.append")(function* (request: AppendRequest) {
      const { stream, expected, events, jobs } = request
      if (events.length > maxEvents) return yield* tooMany(events.length)
      const tiers = new Set(jobs.map((job) => job.tier))
      const { statement, parameters } = appendCall(request, leaseSeconds)
      const [row] = yield* sql.unsafe<AppendRow>(statement, parameters).pipe(
        Effect.retry({ while: isRace, times: 5 }),
        // Whether it was committed will not be known, so whoever waits looks.
        Effect.onInterrupt(() => signal.committed({ position: 0, tiers })),
        unavailable("append")
      )
      if (row === undefined) return yield* Effect.die("layercake.append answered nothing")
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
      readStream: (stream, options = {}) => readStream(sql, stream, options),
      readAll: (options = {}) => readLog(sql, options),
      subscribe: (options = {}) => Stream.unwrap(subscribe(sql, signal, poll, options))
    })
  })
)

const tooMany = (count: number) =>
  new StoreUnavailable({
    operation: "append",
    cause: new Error(`An append holds at most ${maxEvents} events and not ${count}: split the command`)
  })

/** Two appends met where the lock on the stream does not keep them apart; the second one finds the first when asked again. */
const isRace = ({ reason: { _tag } }: SqlError) =>
  _tag === "UniqueViolation" || _tag === "DeadlockError" || _tag === "SerializationError"
