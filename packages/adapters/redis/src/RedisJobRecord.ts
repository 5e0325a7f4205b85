/**
 * A job as BullMQ keeps it: its id there, its data, and what is read from both. Knows no state.
 */
import { fromDateTime } from "@layercake/core/event/Timestamp"
import {
  type JobId,
  type JobState,
  type JobView,
  type LeasedJob,
  NewJob,
  type Tier
} from "@layercake/core/store/JobQueue"
import type { JobJson } from "bullmq"
import { DateTime, Duration, Effect, Result, Schema, Struct } from "effect"
import { createHash } from "node:crypto"
import type { RedisJobEntry } from "./RedisJobTier.ts"

const { id, project, kind, payload, delayMillis, timeoutMillis } = NewJob.fields

const JobData = Schema.fromJsonString(
  Schema.Struct({
    id,
    project,
    kind,
    payload,
    delayMillis,
    timeoutMillis,
    /** Microseconds since 1970, each only once in a process: jobs of one millisecond keep their order. */
    order: Schema.Int
  })
)
const encodeData = Schema.encodeSync(JobData)
const decodeData = Schema.decodeUnknownResult(JobData)
const encodeId = Schema.encodeSync(Schema.fromJsonString(Schema.String))

/** BullMQ refuses some characters that our ids contain. The id itself is in the data. */
export const bullId = (job: JobId): string => createHash("sha256").update(encodeId(job)).digest("base64url")

/** `order`: see `JobData`. */
export const entryOf = (job: NewJob, order: number): RedisJobEntry => ({
  id: bullId(job.id),
  project: job.project,
  data: encodeData({ ...Struct.omit(job, ["tier"]), order }),
  delayMillis: Math.min(job.delayMillis ?? 0, longestDelayMillis)
})

/** BullMQ keeps a time and twelve bits more in one number of 53 bits, which ends in the year 2039. */
export const longestDelayMillis = Duration.toMillis(Duration.days(3650))

/** Epoch milliseconds from which the job could be taken. BullMQ's `progress` is ours to use: it tells when that changed. */
export const dueOf = ({ progress, timestamp, opts }: JobJson): number =>
  typeof progress === "number" && progress > 0 ? progress : timestamp + (opts.delay ?? 0)

/** Of a delivery: the token that BullMQ knows it by, when it began, and how long the job had waited. */
export interface RedisLease {
  readonly token: string
  readonly takenAt: number
  readonly waitMillis: number
}

/** Undefined for what never was a lease of this queue. */
export const leaseOf = ({ lease }: LeasedJob): RedisLease | undefined => {
  const [, token, takenAt, waitMillis] = /^([\w.-]+) (\d{1,15}) (\d{1,15})$/.exec(lease) ?? []
  return token === undefined ? undefined : { token, takenAt: Number(takenAt), waitMillis: Number(waitMillis) }
}

/** Fails with what is wrong when the data was written by something else. */
export const leasedJob = (tier: Tier, found: JobJson, token: string): Result.Result<LeasedJob, string> =>
  Result.mapBoth(decodeData(found.data), {
    onFailure: (error) => `The data of this job cannot be read: ${firstLine(error.message)}.`,
    onSuccess: (data) => {
      const takenAt = found.processedOn ?? dueOf(found)
      const waitMillis = Math.max(0, takenAt - dueOf(found))
      return {
        ...Struct.omit(data, ["order"]),
        tier,
        lease: `${token} ${takenAt} ${waitMillis}`,
        attempt: found.attemptsStarted
      }
    }
  })

/** A job as it is listed, and its place in order of age. */
export interface RedisJobRow {
  readonly view: JobView
  readonly order: number
}

/** `dueAt` in epoch milliseconds; what the job says itself when left out. None when the data cannot be read. */
export const rowOf = Effect.fnUntraced(function* (
  tier: Tier,
  state: JobState,
  found: JobJson,
  dueAt = dueOf(found)
): Effect.fn.Return<ReadonlyArray<RedisJobRow>> {
  const data = decodeData(found.data)
  if (Result.isFailure(data)) {
    yield* Effect.logWarning(
      `A job of tier ${tier} cannot be read and is not listed: ${firstLine(data.failure.message)}`
    )
    return []
  }
  const { order, ...job } = data.success
  return [
    {
      order,
      view: {
        ...job,
        tier,
        state,
        attempt: found.attemptsStarted,
        error: found.failedReason ?? null,
        enqueuedAt: timestamp(found.timestamp),
        dueAt: timestamp(dueAt)
      }
    }
  ]
})

const firstLine = (text: string) => text.split("\n", 1)[0]!

const timestamp = (millis: number) => fromDateTime(DateTime.makeUnsafe(millis))
