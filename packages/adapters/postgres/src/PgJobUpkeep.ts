/**
 * What somebody has to do for the queue now and then: end the leases of workers that fell silent, and forget what
 * nobody asks for any more. Every process does it; doing it twice is harmless.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Schedule, type Scope } from "effect"
import type { PgSignal } from "./PgSignal.ts"

/** A silent worker's job is given to another a quarter of the lease late at most, and five seconds at most. */
const most = Duration.seconds(5)

export const run = Effect.fnUntraced(function* (
  sql: PgClient,
  signal: PgSignal["Service"],
  lease: Duration.Duration
): Effect.fn.Return<void, never, Scope.Scope> {
  const endLeases = Effect.gen(function* () {
    const [row] = yield* sql<{ readonly count: number }>`select layercake.end_leases(false) as count`
    if ((row?.count ?? 0) > 0) yield* signal.committed({ tiers })
  })
  yield* endLeases.pipe(
    // A server that is away is told by the stores' own failures.
    Effect.tapError((cause) => Effect.logDebug("Leases could not be ended", cause)),
    Effect.ignore,
    Effect.repeat(Schedule.spaced(Duration.min(Duration.times(lease, 0.25), most))),
    Effect.forkScoped
  )
  yield* sql`select layercake.forget_jobs()`.pipe(
    Effect.tapError((cause) => Effect.logDebug("Old statistics could not be removed", cause)),
    Effect.ignore,
    Effect.delay("1 minute"),
    Effect.repeat(Schedule.spaced("10 minutes")),
    Effect.forkScoped
  )
})
