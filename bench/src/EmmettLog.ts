/**
 * The peer: `@event-driven-io/emmett-postgresql`, without projections, receipts or jobs.
 */
import type { Event } from "@event-driven-io/emmett"
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql"
import type { NewEvent } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { attempt } from "./Bench.ts"
import type { LogContender } from "./LogContender.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import { sampleEvents } from "./SampleAppend.ts"

export const peer = "emmett-postgresql 0.42"

export const open = Effect.gen(function* () {
  const url = yield* BenchPostgres.emptyDatabase("emmett")
  const pool = yield* BenchPostgres.pool(url)
  const store = yield* Effect.acquireRelease(
    Effect.sync(() => getPostgreSQLEventStore(url, { connectionOptions: { pool } })),
    (store) => Effect.ignore(attempt(peer, () => store.close()))
  )
  yield* attempt(peer, () => store.schema.migrate())
  const log: LogContender = {
    append: (stream, version, count) =>
      attempt(peer, () =>
        store.appendToStream(stream, sampleEvents(count).map(eventOf), {
          // `STREAM_DOES_NOT_EXIST` would not be checked at all.
          expectedStreamVersion: BigInt(version)
        })
      ),
    read: (stream) =>
      Effect.map(
        attempt(peer, () => store.readStream(stream)),
        (result) => result.events.length
      )
  }
  return log
})

const eventOf = ({ type, data, metadata }: NewEvent) =>
  ({ type, data: data as Event["data"], metadata, kind: "Event" }) as const
