/**
 * Reads jobs. A listing is no snapshot: a job that changes its state while it is read may be missing, or shown as it was.
 */
import type { JobFilter, JobId, JobState, JobView } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Effect, Option } from "effect"
import type { Redis } from "ioredis"
import { bullId, type RedisJobRow, rowOf } from "./RedisJobRecord.ts"
import type { RedisJobTier } from "./RedisJobTier.ts"
import { ask } from "./RedisServer.ts"

interface Standing {
  readonly tier: RedisJobTier
  readonly id: string
  readonly state: JobState
}

/** Jobs read at one time. */
const page = 500

export const list = Effect.fnUntraced(function* (
  client: Redis,
  tiers: ReadonlyArray<RedisJobTier>,
  filter: JobFilter
): Effect.fn.Return<ReadonlyArray<JobView>, StoreUnavailable> {
  const time = yield* Clock.currentTimeMillis
  const wanted = tiers.filter(({ tier }) => filter.tier === undefined || filter.tier === tier)
  const all = yield* Effect.forEach(wanted, (tier) => ask("list", () => standings(client, tier)))
  const standing = all.flat().filter(({ state }) => filter.state === undefined || filter.state === state)
  const rows: Array<RedisJobRow> = []
  for (let from = 0; from < standing.length; from += page) {
    const found = yield* Effect.forEach(standing.slice(from, from + page), (one) => read(client, one, time), {
      concurrency: "unbounded"
    })
    rows.push(...found.flat())
  }
  return rows
    .filter(({ view }) => filter.project === undefined || filter.project === view.project)
    .sort((a, b) => a.order - b.order)
    .slice(0, filter.limit)
    .map(({ view }) => view)
})

export const get = Effect.fnUntraced(function* (
  client: Redis,
  tiers: ReadonlyArray<RedisJobTier>,
  job: JobId
): Effect.fn.Return<Option.Option<JobView>, StoreUnavailable> {
  const time = yield* Clock.currentTimeMillis
  const id = bullId(job)
  const found = yield* Effect.forEach(
    tiers,
    (tier) =>
      Effect.flatMap(
        ask("get", () =>
          Promise.all([tier.bull.getState(id), client.sismember(tier.toKey("cancelled"), id)])
        ),
        ([bullState, isCancelled]) => {
          const state = bullState === "failed" && isCancelled === 1 ? "cancelled" : states.get(bullState)
          return state === undefined ? Effect.succeed([]) : read(client, { tier, id, state }, time)
        }
      ),
    { concurrency: "unbounded" }
  )
  return Option.map(Option.fromNullishOr(found.flat()[0]), ({ view }) => view)
})

/** What BullMQ calls them; it is never asked for anything that it says nothing of here. */
const states: ReadonlyMap<string, JobState> = new Map([
  ["waiting", "waiting"],
  ["prioritized", "waiting"],
  ["delayed", "delayed"],
  ["active", "running"],
  ["failed", "dead"]
])

const standings = (client: Redis, tier: RedisJobTier): Promise<ReadonlyArray<Standing>> =>
  Promise.all([
    client.lrange(tier.toKey("wait"), 0, -1),
    client.zrange(tier.toKey("prioritized"), 0, -1),
    client.zrange(tier.toKey("delayed"), 0, -1),
    client.lrange(tier.toKey("active"), 0, -1),
    client.zrange(tier.toKey("failed"), 0, -1),
    client.smembers(tier.toKey("cancelled"))
  ]).then(([front, waiting, delayed, running, ended, cancelled]) => {
    const isCancelled = new Set(cancelled)
    const as = (ids: ReadonlyArray<string>, state: (id: string) => JobState) =>
      ids.map((id): Standing => ({ tier, id, state: state(id) }))
    return [
      ...as([...front, ...waiting], () => "waiting"),
      ...as(delayed, () => "delayed"),
      ...as(running, () => "running"),
      ...as(ended, (id) => (isCancelled.has(id) ? "cancelled" : "dead"))
    ]
  })

/** Empty when the job is gone, or cannot be read. */
const read = Effect.fnUntraced(function* (
  client: Redis,
  { tier, id, state }: Standing,
  time: number
): Effect.fn.Return<ReadonlyArray<RedisJobRow>, StoreUnavailable> {
  const found = yield* ask("list", () => tier.bull.getJobData(id))
  if (found === undefined) return []
  if (state === "running") {
    const ends = yield* ask("list", () => client.pexpiretime(tier.toKey(`${id}:lock`)))
    // Negative when the lease has ended and nobody has noticed yet.
    return yield* rowOf(tier.tier, state, found, ends < 0 ? time : ends)
  }
  const dueAt = state === "dead" || state === "cancelled" ? found.finishedOn : undefined
  return yield* rowOf(tier.tier, state, found, dueAt)
})
