/**
 * Hands waiting jobs to those who wait for one: one query serves every worker of a tier in this process, and it runs
 * when there is reason to, not by every worker on a timer.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { type LeasedJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect, Option, PubSub, type Scope } from "effect"
import type { PgBoss } from "pg-boss"
import { integers } from "./PgArray.ts"
import { queueName } from "./PgBossQueue.ts"
import { unavailable } from "./PgFailure.ts"
import { leasedJob } from "./PgJobRow.ts"
import type { PgSignal } from "./PgSignal.ts"
import { priorityOf, tierOf } from "./PgTier.ts"

type Waiter = (outcome: Effect.Effect<LeasedJob, StoreUnavailable>) => void

interface Parts {
  readonly sql: PgClient
  readonly boss: PgBoss
  readonly signal: PgSignal["Service"]
  readonly poll: Duration.Duration
  /** Gives back a job that nobody waits for any more. */
  readonly release: (job: LeasedJob) => Effect.Effect<void>
}

/** Claims at one time; keeps a single statement short. */
const batch = 50

/** Returns the port's `take`. */
export const make = Effect.fnUntraced(function* ({
  sql,
  boss,
  signal,
  poll,
  release
}: Parts): Effect.fn.Return<(tier: Tier) => Effect.Effect<LeasedJob, StoreUnavailable>, never, Scope.Scope> {
  const waiters = new Map<Tier, Set<Waiter>>(tiers.map((tier) => [tier, new Set()]))
  const waitersOf = (tier: Tier) => waiters.get(tier) ?? new Set()
  const looks = yield* PubSub.subscribe(signal.tiers)
  let closed: StoreUnavailable | undefined

  const failAll = (error: StoreUnavailable) => {
    for (const tier of tiers)
      for (const waiter of Array.from(waitersOf(tier))) resume(tier, waiter, Effect.fail(error))
  }
  const resume = (tier: Tier, waiter: Waiter, outcome: Effect.Effect<LeasedJob, StoreUnavailable>) => {
    waitersOf(tier).delete(waiter)
    waiter(outcome)
  }

  const claim = (tier: Tier, count: number) =>
    Effect.tryPromise({
      try: () =>
        boss.fetch(queueName, {
          batchSize: count,
          minPriority: priorityOf(tier),
          maxPriority: priorityOf(tier)
        }),
      catch: (cause) => new StoreUnavailable({ operation: "take", cause })
    })

  /** Whoever has waited longest is served first. A taker goes on at once, so no interruption comes in between. */
  const hand = (tier: Tier, job: LeasedJob) =>
    Effect.suspend(() => {
      const [waiter] = waitersOf(tier)
      if (waiter === undefined) return release(job)
      resume(tier, waiter, Effect.succeed(job))
      return Effect.void
    })

  const serve = (tier: Tier) =>
    Effect.gen(function* () {
      while (waitersOf(tier).size > 0) {
        const count = Math.min(waitersOf(tier).size, batch)
        const claims = yield* claim(tier, count)
        for (const found of claims) yield* hand(tier, yield* leasedJob(tier, found))
        if (claims.length < count) return
      }
      // A claim is never left half-way between the database and a worker.
    }).pipe(Effect.uninterruptible)

  /** Ends leases that ran out, serves what is due, and says how long to wait for what is due next. */
  const lookAround = Effect.gen(function* () {
    const wanted = tiers.filter((tier) => waitersOf(tier).size > 0)
    if (wanted.length === 0) return poll
    const due = yield* sql<{ readonly priority: number; readonly millis: number }>`
      select priority, millis from layercake.due_jobs(${integers(wanted.map(priorityOf))})
    `.pipe(unavailable("take"))
    for (const { priority, millis } of due) if (millis <= 0) yield* serve(tierOf(priority))
    const next = Math.min(...due.map(({ millis }) => (millis <= 0 ? Infinity : millis)))
    return Duration.min(poll, Duration.millis(Math.ceil(next)))
  })

  const round = (pause: Duration.Duration) =>
    Effect.gen(function* () {
      const woken = yield* Effect.timeoutOption(PubSub.takeAll(looks), pause)
      for (const tier of new Set(Option.getOrElse(woken, () => []))) yield* serve(tier)
      return yield* lookAround
    }).pipe(
      Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ operation: "take", cause }))),
      Effect.catch((error) =>
        Effect.as(
          Effect.sync(() => failAll(error)),
          poll
        )
      )
    )
  const run = Effect.gen(function* () {
    let pause = poll
    while (true) pause = yield* round(pause)
  })
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      closed = new StoreUnavailable({ operation: "take", cause: new Error("The store is closed") })
      failAll(closed)
    })
  )
  yield* Effect.forkScoped(run, { startImmediately: true })

  return (tier) =>
    Effect.callback<LeasedJob, StoreUnavailable>((waiter) => {
      if (closed !== undefined) return waiter(Effect.fail(closed))
      waitersOf(tier).add(waiter)
      PubSub.publishUnsafe(signal.tiers, tier)
      return Effect.sync(() => waitersOf(tier).delete(waiter))
    })
})
