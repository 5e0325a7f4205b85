/**
 * How a tier stands, and how its deliveries went.
 */
import type { TierStats } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Effect } from "effect"
import type { Redis } from "ioredis"
import { dueOf } from "./RedisJobRecord.ts"
import type { RedisJobStatistics } from "./RedisJobStatistics.ts"
import type { RedisJobTier } from "./RedisJobTier.ts"
import { ask } from "./RedisServer.ts"

/** The job that waits longest is looked for among so many at the front: the first of every project stand there, by age. */
const searched = 200

export const stats = Effect.fnUntraced(function* (
  client: Redis,
  statistics: RedisJobStatistics,
  tier: RedisJobTier
): Effect.fn.Return<TierStats, StoreUnavailable> {
  const time = yield* Clock.currentTimeMillis
  const key = tier.toKey
  const [front, placed, delayed, running, ended, cancelled, paused, hour, oldest] = yield* ask("stats", () =>
    Promise.all([
      client.llen(key("wait")),
      client.zcard(key("prioritized")),
      client.zcard(key("delayed")),
      client.llen(key("active")),
      client.zcard(key("failed")),
      client.scard(key("cancelled")),
      client.hexists(key("meta"), "paused"),
      statistics.lastHour(tier.tier, time),
      oldestDue(client, tier)
    ])
  )
  return {
    tier: tier.tier,
    paused: paused === 1,
    waiting: front + placed,
    delayed,
    running,
    dead: ended - cancelled,
    cancelled,
    oldestMillis: oldest === null ? null : Math.max(0, time - oldest),
    completed: hour.complete,
    retried: hour.retry,
    buried: hour.bury,
    waitMillis: { p50: hour.wait(0.5), p95: hour.wait(0.95) },
    runMillis: { p50: hour.run(0.5), p95: hour.run(0.95) }
  }
})

/** Epoch milliseconds; null when nothing waits. */
const oldestDue = (client: Redis, tier: RedisJobTier): Promise<number | null> =>
  Promise.all([
    client.lrange(tier.toKey("wait"), 0, searched - 1),
    client.zrange(tier.toKey("prioritized"), 0, searched - 1)
  ])
    .then((ids) => Promise.all(ids.flat().map((id) => tier.bull.getJobData(id))))
    .then((jobs) => jobs.flatMap((job) => (job === undefined ? [] : [dueOf(job)])))
    .then((due) => (due.length === 0 ? null : Math.min(...due)))
