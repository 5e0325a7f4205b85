/**
 * A `JobQueue` on Redis, through BullMQ: one of its queues for each tier, worked by hand. For machines that share the
 * work of one database; the jobs of an append are brought here by `runtime/store/EnqueueAfterAppend`.
 *
 * What is durable is up to Redis. It must not evict (`maxmemory-policy noeviction`, or the layer refuses to start) and
 * should keep an append-only file. With `appendfsync always` whatever was acknowledged outlives a loss of power; with
 * `everysec` it outlives the death of the server, and a loss of power takes the last second or two. What is lost is
 * asked for again from the log, by `runtime/reconcile/ReconcileSweep`; pauses, dead and cancelled jobs are not.
 *
 * Limits. A wake-up that is lost with the process that received it costs five seconds. Delays end after ten years. Of
 * jobs that come due at the same moment after a delay, the first may be handed out before the projects take turns.
 */
import { JobQueue, type NewJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Duration, Effect, Layer, type Redacted } from "effect"
import { randomBytes } from "node:crypto"
import * as RedisJobDispatcher from "./RedisJobDispatcher.ts"
import * as RedisJobListing from "./RedisJobListing.ts"
import { bullId, entryOf } from "./RedisJobRecord.ts"
import * as RedisJobSettlement from "./RedisJobSettlement.ts"
import { stats } from "./RedisJobStanding.ts"
import * as RedisJobStatistics from "./RedisJobStatistics.ts"
import * as RedisJobTier from "./RedisJobTier.ts"
import { ask, open, type RedisUnfit } from "./RedisServer.ts"

export interface RedisJobQueueOptions {
  /** `redis://` or `rediss://`, with credentials and number of the database where there are any. */
  readonly url: Redacted.Redacted
  /** Begins every key; `layercake` when left out. Processes with the same one share their jobs. */
  readonly prefix?: string
  /**
   * How long a job stays with its worker without a heartbeat; half a minute when left out. Another worker has the job
   * within one and a half times as long.
   */
  readonly lease?: Duration.Duration
}

export const layer = (options: RedisJobQueueOptions): Layer.Layer<JobQueue, RedisUnfit | StoreUnavailable> =>
  Layer.effect(JobQueue, make(options))

/** Jobs written at one time; keeps a step short for everybody else on the server. */
const batch = 200

const make = Effect.fnUntraced(function* ({
  url,
  prefix = "layercake",
  lease = Duration.seconds(30)
}: RedisJobQueueOptions) {
  const server = yield* open(url)
  const { client } = server
  const bullClient = yield* ask("connect", () => server.connection.client)
  RedisJobTier.defineScripts(bullClient, server)
  const tierOf = (tier: Tier) => byTier[tier]
  const tierMade = (tier: Tier) => RedisJobTier.make(tier, { prefix, lease }, server, bullClient)
  const byTier = {
    critical: tierMade("critical"),
    high: tierMade("high"),
    medium: tierMade("medium"),
    low: tierMade("low")
  }
  const all = tiers.map(tierOf)
  const statistics = yield* RedisJobStatistics.make(client, (tier, name) => tierOf(tier).toKey(name))
  const settlement = RedisJobSettlement.make((job) => tierOf(job.tier), statistics)

  const process = randomBytes(12).toString("base64url")
  let rounds = 0
  const nextToken = () => `${process}.${++rounds}`
  const dispatcherOf = (tier: Tier) => RedisJobDispatcher.make({ tier: tierOf(tier), client, nextToken })
  const dispatchers = {
    critical: yield* dispatcherOf("critical"),
    high: yield* dispatcherOf("high"),
    medium: yield* dispatcherOf("medium"),
    low: yield* dispatcherOf("low")
  }

  yield* Effect.forkScoped(
    Effect.forEach(all, takeOver, { discard: true }).pipe(
      Effect.delay(Duration.times(lease, 0.5)),
      Effect.forever
    )
  )

  let lastOrder = 0
  /** Neither the clock nor its steps let two jobs change places. */
  const nextOrder = (time: number) => (lastOrder = Math.max(time * 1000, lastOrder + 1))

  const add = Effect.fnUntraced(function* (jobs: ReadonlyArray<NewJob>) {
    const time = yield* Clock.currentTimeMillis
    const entries = jobs.map((job) => ({ tier: job.tier, entry: entryOf(job, nextOrder(time)) }))
    for (const tier of all) {
      const own = entries.filter((job) => job.tier === tier.tier).map(({ entry }) => entry)
      if (own.length > 0) yield* ask("enqueue", () => tier.enqueue(own, time))
    }
  })

  /** True when one of the tiers has done it. */
  const inAny = (operation: string, act: (tier: RedisJobTier.RedisJobTier) => Promise<number>) =>
    Effect.map(
      ask(operation, () => Promise.all(all.map(act))),
      (done) => done.some((count) => count > 0)
    )

  return JobQueue.of({
    enqueue: Effect.fn("RedisJobQueue.enqueue")(function* (jobs) {
      for (let from = 0; from < jobs.length; from += batch) yield* add(jobs.slice(from, from + batch))
    }),
    take: (tier) => dispatchers[tier].take,
    ...settlement,
    requeue: Effect.fn("RedisJobQueue.requeue")(function* (job) {
      const time = yield* Clock.currentTimeMillis
      return yield* inAny("requeue", (tier) =>
        Promise.all([tier.requeue(bullId(job), time), tier.place()]).then(([done]) => done)
      )
    }),
    cancel: Effect.fn("RedisJobQueue.cancel")(function* (job, reason) {
      const time = yield* Clock.currentTimeMillis
      return yield* inAny("cancel", (tier) => tier.cancel(bullId(job), reason, time))
    }),
    move: Effect.fn("RedisJobQueue.move")(function* (job, to) {
      const target = tierOf(to)
      return yield* inAny("move", (tier) =>
        Promise.all([tier.moveTo(target, bullId(job)), target.place()]).then(([done]) => done)
      )
    }),
    pause: (tier) => ask("pause", () => tierOf(tier).bull.pause(true)),
    resume: (tier) => ask("resume", () => tierOf(tier).bull.pause(false)),
    list: Effect.fn("RedisJobQueue.list")((filter = {}) => RedisJobListing.list(client, all, filter)),
    get: Effect.fn("RedisJobQueue.get")((job) => RedisJobListing.get(client, all, job)),
    stats: Effect.andThen(
      statistics.flush,
      Effect.forEach(all, (tier) => stats(client, statistics, tier))
    ).pipe(Effect.withSpan("RedisJobQueue.stats")),
    reclaim: Effect.gen(function* () {
      const time = yield* Clock.currentTimeMillis
      const counts = yield* ask("reclaim", () => Promise.all(all.map((tier) => tier.giveBack(time))))
      return counts.reduce((sum, count) => sum + count, 0)
    }).pipe(Effect.withSpan("RedisJobQueue.reclaim"))
  })
})

/** Puts back the jobs whose leases have ended. Redis away: the next round does it. */
const takeOver = (tier: RedisJobTier.RedisJobTier) =>
  Effect.flatMap(Clock.currentTimeMillis, (time) =>
    Effect.ignore(
      ask("take", () =>
        tier.bull
          .moveStalledJobsToWait()
          // From now on it could be taken. BullMQ looks whether it is still there.
          .then((ids) => Promise.all(ids.map((id: string) => tier.bull.updateProgress(id, time))))
      )
    )
  )
