/**
 * How deliveries went, counted by tier and minute in Redis and forgotten after two hours. Times are counted in classes
 * that are 5 % wide, so that an hour takes the same room however many jobs it saw. A process that dies takes at most its
 * last half second of counts with it; no job depends on them.
 */
import type { Tier } from "@layercake/core/store/JobQueue"
import { Duration, Effect, type Scope } from "effect"
import type { Redis } from "ioredis"
import type { RedisLease } from "./RedisJobRecord.ts"
import { ask } from "./RedisServer.ts"

export type RedisJobOutcome = "complete" | "retry" | "bury"

export interface RedisJobCounts {
  readonly complete: number
  readonly retry: number
  readonly bury: number
  /** Value at the share of all values, as milliseconds; null when there is none. */
  readonly wait: (share: number) => number | null
  readonly run: (share: number) => number | null
}

export interface RedisJobStatistics {
  readonly ended: (
    tier: Tier,
    outcome: RedisJobOutcome,
    lease: RedisLease,
    time: number
  ) => Effect.Effect<void>
  /** Writes what was counted in this process. */
  readonly flush: Effect.Effect<void>
  /** Of the minute that the time lies in and the 59 before it. */
  readonly lastHour: (tier: Tier, time: number) => Promise<RedisJobCounts>
}

const minuteMillis = 60_000
const keptSeconds = 7_200
const flushEvery = Duration.millis(500)

export const make = Effect.fnUntraced(function* (
  client: Redis,
  keyOf: (tier: Tier, name: string) => string
): Effect.fn.Return<RedisJobStatistics, never, Scope.Scope> {
  /** By key and field. */
  let counts = new Map<string, Map<string, number>>()

  const count = (key: string, field: string) => {
    const fields = counts.get(key) ?? new Map<string, number>()
    counts.set(key, fields.set(field, (fields.get(field) ?? 0) + 1))
  }
  const keyAt = (tier: Tier, minute: number) => keyOf(tier, `ended:${minute}`)

  const flush = Effect.suspend(() => {
    if (counts.size === 0) return Effect.void
    const written = counts
    counts = new Map()
    const pipeline = client.pipeline()
    for (const [key, fields] of written) {
      for (const [field, by] of fields) pipeline.hincrby(key, field, by)
      pipeline.expire(key, keptSeconds)
    }
    return Effect.ignore(ask("stats", () => pipeline.exec()))
  }).pipe(Effect.uninterruptible)

  yield* Effect.addFinalizer(() => flush)
  yield* Effect.forkScoped(Effect.forever(Effect.delay(flush, flushEvery)))

  return {
    ended: (tier, outcome, { takenAt, waitMillis }, time) =>
      Effect.sync(() => {
        const key = keyAt(tier, Math.floor(time / minuteMillis))
        count(key, outcome)
        count(key, `wait:${classOf(waitMillis)}`)
        count(key, `run:${classOf(time - takenAt)}`)
      }),
    flush,
    lastHour: (tier, time) => {
      const minute = Math.floor(time / minuteMillis)
      const keys = Array.from({ length: 60 }, (_, back) => keyAt(tier, minute - back))
      return Promise.all(keys.map((key) => client.hgetall(key))).then(summed)
    }
  }
})

/** 0 for less than a millisecond, then classes of which each begins 5 % above the one before. */
const classOf = (millis: number): number =>
  millis < 1 ? 0 : 1 + Math.floor(Math.log(millis) / Math.log(1.05))

/** The middle of a class, in whole milliseconds: off by 2.5 % at most, or by half a millisecond. */
const millisOf = (found: number): number => (found === 0 ? 0 : Math.round(1.05 ** (found - 0.5)))

const summed = (minutes: ReadonlyArray<Readonly<Record<string, string>>>): RedisJobCounts => {
  const total = new Map<string, number>()
  for (const minute of minutes)
    for (const [field, value] of Object.entries(minute))
      total.set(field, (total.get(field) ?? 0) + Number(value))
  const of = (field: string) => total.get(field) ?? 0
  const spread = (prefix: string) => {
    const classes = Array.from(total)
      .filter(([field]) => field.startsWith(prefix))
      .map(([field, count]) => [Number(field.slice(prefix.length)), count] as const)
      .sort(([a], [b]) => a - b)
    const size = classes.reduce((sum, [, count]) => sum + count, 0)
    return (share: number) => {
      let seen = 0
      const at = classes.find(([, count]) => (seen += count) >= share * size)
      return at === undefined ? null : millisOf(at[0])
    }
  }
  return {
    complete: of("complete"),
    retry: of("retry"),
    bury: of("bury"),
    wait: spread("wait:"),
    run: spread("run:")
  }
}
