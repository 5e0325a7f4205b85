/**
 * Hands waiting jobs to those who wait for one. One loop serves every worker of a tier in this process; it claims as
 * many jobs at once as there are workers waiting, and it looks when there is reason to, not by every worker on a timer.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { type LeasedJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect, Queue, type Scope } from "effect"
import type { PgBoss } from "pg-boss"
import { unavailable } from "./PgFailure.ts"
import { leasedJob, type PgClaim } from "./PgJobRow.ts"
import { queueName } from "./PgJobTable.ts"
import type { PgSignal } from "./PgSignal.ts"
import { priorityOf } from "./PgTier.ts"

type Waiter = (outcome: Effect.Effect<LeasedJob, StoreUnavailable>) => void

/** The workers of one tier, and what makes their loop look. */
interface Desk {
  readonly tier: Tier
  readonly waiters: Set<Waiter>
  readonly wake: Queue.Queue<void>
  /** Waiters for whom a claim is on its way. */
  expected: number
}

interface Parts {
  readonly sql: PgClient
  readonly boss: PgBoss
  readonly signal: PgSignal["Service"]
  readonly poll: Duration.Duration
  /** Gives back a job that nobody waits for any more. */
  readonly release: (job: LeasedJob) => Effect.Effect<void>
}

/** Claims at one time; keeps a single statement short. */
const batch = 500

/** Returns the port's `take`. */
export const make = Effect.fnUntraced(function* (
  parts: Parts
): Effect.fn.Return<(tier: Tier) => Effect.Effect<LeasedJob, StoreUnavailable>, never, Scope.Scope> {
  const desks = new Map<Tier, Desk>()
  for (const tier of tiers)
    desks.set(tier, { tier, waiters: new Set(), wake: yield* Queue.sliding<void>(1), expected: 0 })
  let closed: StoreUnavailable | undefined

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      closed = new StoreUnavailable({ operation: "take", cause: new Error("The store is closed") })
      for (const desk of desks.values()) failAll(desk, closed)
    })
  )
  // Whoever begins to wait wakes the desk himself.
  const listener = (tier: Tier) => {
    const { wake, waiters } = desks.get(tier)!
    if (waiters.size > 0) Queue.offerUnsafe(wake, undefined)
  }
  const { tierListeners } = parts.signal
  yield* Effect.acquireRelease(
    Effect.sync(() => tierListeners.add(listener)),
    () => Effect.sync(() => tierListeners.delete(listener))
  )
  for (const desk of desks.values()) yield* Effect.forkScoped(attend(desk, parts), { startImmediately: true })

  return (tier) =>
    Effect.callback<LeasedJob, StoreUnavailable>((waiter) => {
      if (closed !== undefined) return waiter(Effect.fail(closed))
      const { wake, waiters } = desks.get(tier)!
      waiters.add(waiter)
      Queue.offerUnsafe(wake, undefined)
      return Effect.sync(() => waiters.delete(waiter))
    })
})

/** Serves the desk whenever it is woken, when a delayed job's time comes, and now and then without reason. */
const attend = Effect.fnUntraced(function* (desk: Desk, parts: Parts): Effect.fn.Return<never> {
  let pause = parts.poll
  while (true) {
    yield* Effect.timeoutOption(Queue.take(desk.wake), pause)
    pause = yield* serve(desk, parts).pipe(
      Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ operation: "take", cause }))),
      Effect.catch((error) => Effect.sync(() => failAll(desk, error))),
      Effect.map((next) => Duration.min(next ?? parts.poll, parts.poll))
    )
  }
})

/** Returns how long nothing will come by itself; undefined when that is not known. */
const serve = (desk: Desk, parts: Parts) =>
  Effect.gen(function* () {
    while (desk.waiters.size > desk.expected) {
      const { paused, millis } = yield* look(parts.sql, desk.tier)
      if (paused || millis === null) return undefined
      if (millis > 0) return Duration.millis(Math.ceil(millis))
      const count = Math.min(desk.waiters.size - desk.expected, batch)
      desk.expected += count
      const claims = yield* Effect.ensuring(
        claim(parts.boss, desk.tier, count),
        Effect.sync(() => (desk.expected -= count))
      )
      // All of them before the first is handed on, so that those who take them settle them together, too.
      const jobs = yield* Effect.forEach(claims.toSorted(byArrival), (found) => leasedJob(desk.tier, found))
      yield* hand(desk, parts, jobs)
      if (claims.length === 0) return undefined
    }
    return undefined
    // A claim is never left half-way between the database and a worker.
  }).pipe(Effect.uninterruptible)

const look = (sql: PgClient, tier: Tier) =>
  sql<{ readonly paused: boolean; readonly millis: number | null }>`
    select paused, millis from layercake.look_for_jobs(${priorityOf(tier)}::integer)
  `.pipe(
    unavailable("take"),
    Effect.map(([row]) => row ?? { paused: true, millis: null })
  )

const claim = (boss: PgBoss, tier: Tier, count: number) =>
  Effect.tryPromise({
    try: () =>
      boss.fetch(queueName, {
        batchSize: count,
        minPriority: priorityOf(tier),
        maxPriority: priorityOf(tier)
      }),
    catch: (cause) => new StoreUnavailable({ operation: "take", cause })
  })

/** A claim brings its jobs in any order. */
const byArrival = (a: PgClaim, b: PgClaim) => Number(a.groupTier) - Number(b.groupTier)

/** Whoever has waited longest is served first. A taker goes on at once, so no interruption comes in between. */
const hand = ({ waiters }: Desk, { release }: Parts, jobs: ReadonlyArray<LeasedJob>) =>
  Effect.suspend(() => {
    const unwanted = jobs.filter((job) => {
      const [waiter] = waiters
      if (waiter === undefined) return true
      waiters.delete(waiter)
      waiter(Effect.succeed(job))
      return false
    })
    return Effect.forEach(unwanted, release, { discard: true })
  })

const failAll = ({ waiters }: Desk, error: StoreUnavailable) => {
  for (const waiter of Array.from(waiters)) {
    waiters.delete(waiter)
    waiter(Effect.fail(error))
  }
}
