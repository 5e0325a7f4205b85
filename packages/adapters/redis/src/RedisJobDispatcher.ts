/**
 * Hands the waiting jobs of one tier to those who wait for one: one round of claims serves every worker of this process.
 * When there is nothing, it waits on BullMQ's marker; nobody polls.
 */
import type { LeasedJob } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Duration, Effect, Latch, Result, type Scope } from "effect"
import type { Redis } from "ioredis"
import * as RedisJobClaim from "./RedisJobClaim.ts"
import * as RedisJobRecord from "./RedisJobRecord.ts"
import * as RedisJobSettlement from "./RedisJobSettlement.ts"
import type { RedisJobTier } from "./RedisJobTier.ts"
import { ask, openBlocking, unavailable } from "./RedisServer.ts"

type Waiter = (outcome: Effect.Effect<LeasedJob, StoreUnavailable>) => void

interface Parts {
  readonly tier: RedisJobTier
  readonly client: Redis
  /** Names the deliveries of one round; never the same twice, in any process. */
  readonly nextToken: () => string
}

export interface RedisJobDispatcher {
  /** The port's `take` for this tier. */
  readonly take: Effect.Effect<LeasedJob, StoreUnavailable>
}

/** Claims at one time; keeps a round short for everybody else on the server. */
const batch = 100

/** Should a wake-up be lost with the process that was woken, a job waits no longer than this. */
const longestWait = Duration.seconds(5)

export const make = Effect.fnUntraced(function* ({
  tier,
  client,
  nextToken
}: Parts): Effect.fn.Return<RedisJobDispatcher, never, Scope.Scope> {
  const waiters = new Set<Waiter>()
  const wanted = Latch.makeUnsafe(false)
  let closed: StoreUnavailable | undefined

  const resume = (waiter: Waiter, outcome: Effect.Effect<LeasedJob, StoreUnavailable>) => {
    waiters.delete(waiter)
    waiter(outcome)
  }
  const failAll = (error: StoreUnavailable) =>
    Effect.sync(() => {
      for (const waiter of Array.from(waiters)) resume(waiter, Effect.fail(error))
    })

  /** Whoever has waited longest is served first. A taker goes on at once, so no interruption comes in between. */
  const hand = (claim: RedisJobClaim.RedisJobClaim) =>
    Effect.suspend(() => {
      const [waiter] = waiters
      if (waiter === undefined) return RedisJobSettlement.release(tier, claim)
      const job = RedisJobRecord.leasedJob(tier.tier, claim.found, claim.token)
      if (Result.isFailure(job)) return RedisJobSettlement.setAside(tier, claim, job.failure)
      resume(waiter, Effect.succeed(job.success))
      return Effect.void
    })

  /** A claim is never left half-way between Redis and a worker. */
  const claim = (count: number) =>
    Effect.gen(function* () {
      const round = yield* RedisJobClaim.round(tier, count, nextToken())
      yield* Effect.forEach(round.claims, hand, { discard: true })
      return round
    }).pipe(Effect.uninterruptible)

  /** Waits for a marker, which says that there is a job, or when the next delayed one is due. */
  const news = Effect.fnUntraced(function* (blocking: Redis, dueAt: number) {
    let until = dueAt
    while (waiters.size > 0) {
      const time = yield* Clock.currentTimeMillis
      if (until > 0 && until <= time) return
      const millis = Math.min(until > 0 ? until - time : Infinity, Duration.toMillis(longestWait))
      // In seconds, of which Redis knows milliseconds; 0 would be for ever.
      const popped = yield* ask("take", () =>
        blocking.bzpopmin(tier.toKey("marker"), Math.max(millis / 1000, 0.001))
      )
      if (popped === null) return
      // Nobody here waits any more; perhaps somebody elsewhere does.
      if (waiters.size === 0) yield* ask("take", tier.wake)
      const at = Number(popped[2])
      if (at <= time) return
      until = at
    }
  })

  const serve = Effect.fnUntraced(function* (blocking: Redis) {
    while (waiters.size > 0) {
      const count = Math.min(waiters.size, batch)
      const { claims, dueAt } = yield* claim(count)
      if (claims.length < count) yield* news(blocking, dueAt)
    }
  })

  /** Until something fails: then whoever waits is told, and the next one finds a new connection. */
  const run = Effect.gen(function* () {
    yield* wanted.await
    const blocking = yield* openBlocking(client, longestWait)
    while (true) {
      yield* wanted.await
      wanted.closeUnsafe()
      yield* serve(blocking)
    }
  }).pipe(
    Effect.scoped,
    Effect.catchDefect((cause) => Effect.fail(unavailable("take", cause))),
    Effect.catch((error) => Effect.andThen(wanted.close, failAll(error))),
    Effect.forever
  )

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      closed = unavailable("take", new Error("The queue is closed"))
      return failAll(closed)
    })
  )
  yield* Effect.forkScoped(run, { startImmediately: true })

  const take = Effect.callback<LeasedJob, StoreUnavailable>((waiter) => {
    if (closed !== undefined) return waiter(Effect.fail(closed))
    waiters.add(waiter)
    wanted.openUnsafe()
    return Effect.sync(() => waiters.delete(waiter))
  })
  return { take }
})
