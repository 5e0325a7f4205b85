/**
 * One tier as a BullMQ queue: its keys, BullMQ's own operations on them, and our scripts beside those.
 */
import { type Tier, tiers } from "@layercake/core/store/JobQueue"
import { QueueKeys, raw2NextJobData, type RedisClient, RedisQueueBackend } from "bullmq"
import { Duration } from "effect"
import * as RedisBatch from "./RedisBatch.ts"
import * as RedisBatchScript from "./RedisBatchScript.ts"
import { scripts, unplacedPriority } from "./RedisJobScript.ts"
import type { RedisServer } from "./RedisServer.ts"

/** A job on its way in. */
export interface RedisJobEntry {
  readonly id: string
  readonly project: string
  readonly data: string
  readonly delayMillis: number
}

interface Completion {
  readonly id: string
  readonly token: string
  readonly time: number
}

export interface RedisJobTier {
  readonly tier: Tier
  readonly leaseMillis: number
  readonly bull: RedisQueueBackend
  /** Of a job, or of anything else that belongs to the tier. */
  readonly toKey: (name: string) => string
  /** Leaves out those that any tier has. */
  readonly enqueue: (entries: ReadonlyArray<RedisJobEntry>, time: number) => Promise<unknown>
  /** BullMQ's answers: `count` of them, or up to the first that brings no job. */
  readonly claim: (
    count: number,
    token: string,
    time: number
  ) => Promise<ReadonlyArray<ReadonlyArray<unknown>>>
  /** BullMQ's code: negative when the token no longer holds the job. */
  readonly complete: (done: Completion) => Promise<number>
  readonly cancel: (id: string, reason: string, time: number) => Promise<number>
  readonly requeue: (id: string, time: number) => Promise<number>
  readonly moveTo: (other: RedisJobTier, id: string) => Promise<number>
  /** Of one job, whose delivery then never happened, or of all that run. */
  readonly giveBack: (time: number, one?: { readonly id: string; readonly token: string }) => Promise<number>
  /** Gives places to what was put back. */
  readonly place: () => Promise<unknown>
  /** Wakes whoever waits for a job of the tier. */
  readonly wake: () => Promise<unknown>
}

/** Deliveries are counted by whoever runs the jobs; BullMQ gives up on none. */
const stalledLimit = 2 ** 31

/** Completed at one time; keeps a step short for everybody else on the server. */
const batch = 100

/** Defines our scripts on the client that BullMQ has defined its own on; every tier needs them. */
export const defineScripts = (client: RedisClient, { bullScripts }: RedisServer): void => {
  for (const [name, script] of Object.entries({ ...scripts, ...RedisBatchScript.made(bullScripts) }))
    client.defineCommand(`layercake:${name}`, script)
}

export const make = (
  tier: Tier,
  options: { readonly prefix: string; readonly lease: Duration.Duration },
  { connection }: RedisServer,
  client: RedisClient
): RedisJobTier => {
  // Braces: all keys of the queue lie in one slot of a cluster.
  const queueKeys = new QueueKeys(`{${options.prefix}}`)
  const toKey = (name: string) => queueKeys.toKey(tier, name)
  const leaseMillis = Duration.toMillis(options.lease)
  const bullOptions = {
    connection: {},
    prefix: queueKeys.prefix,
    lockDuration: leaseMillis,
    // Half a lease; a little less, so that a round on time is never refused for being early.
    stalledInterval: Math.floor(leaseMillis * 0.45),
    maxStalledCount: stalledLimit
  }
  const run = (
    script: string,
    names: ReadonlyArray<string>,
    args: ReadonlyArray<string | number>
  ): Promise<number> => client.runCommand(`layercake:${script}`, [...names.map(toKey), ...args])
  const job = toKey("")
  const batchKeys = RedisBatchScript.batchKeys
  const otherJobs = tiers.filter((other) => other !== tier).map((other) => queueKeys.toKey(other, ""))

  const complete = RedisBatch.make(batch, (done: ReadonlyArray<Completion>): Promise<Array<number>> =>
    client.runCommand("layercake:complete", [
      ...batchKeys.map(toKey),
      job,
      done[0]!.time,
      ...done.flatMap(({ id, token }) => [id, token])
    ])
  )

  return {
    tier,
    leaseMillis,
    bull: new RedisQueueBackend(
      connection,
      tier,
      queueKeys.getKeys(tier),
      toKey,
      bullOptions,
      undefined,
      false
    ),
    toKey,
    enqueue: (entries, time) =>
      run("enqueue", batchKeys, [
        job,
        time,
        ...otherJobs,
        ...entries.flatMap(({ id, project, data, delayMillis }) => [id, project, data, delayMillis])
      ]),
    claim: (count, token, time) =>
      client
        .runCommand("layercake:claim", [...batchKeys.map(toKey), job, time, leaseMillis, token, count])
        .then((answers: ReadonlyArray<Array<unknown>>) => answers.map(raw2NextJobData)),
    complete,
    cancel: (id, reason, time) =>
      run(
        "cancel",
        [id, "wait", "active", "prioritized", "delayed", "failed", "stalled", "cancelled", `${id}:lock`],
        [id, reason, time]
      ),
    requeue: (id, time) =>
      run(
        "requeue",
        [id, "failed", "cancelled", "prioritized", "pc", "marker", "meta"],
        [id, time, unplacedPriority]
      ),
    moveTo: (other, id) =>
      run(
        "move",
        [id, "wait", "prioritized", "delayed", "failed", "cancelled"],
        [
          ...[id, "prioritized", "delayed", "failed", "cancelled", "pc", "marker", "meta"].map(other.toKey),
          id,
          unplacedPriority
        ]
      ),
    giveBack: (time, one) =>
      run(
        "giveBack",
        ["active", "wait", "stalled", "marker", "meta"],
        [job, time, ...(one === undefined ? [] : [one.id, one.token])]
      ),
    place: () => run("place", ["wait", "prioritized", "places", "meta"], [job, 0]),
    wake: () => client.runCommand("zadd", [toKey("marker"), 0, "0"])
  }
}
