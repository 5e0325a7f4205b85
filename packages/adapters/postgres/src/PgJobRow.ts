/**
 * A job as pg-boss keeps it, and the lease on it.
 */
import { fromDateTime, type Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import {
  JobId,
  JobState,
  type JobView,
  type LeasedJob,
  NewJob,
  type Tier,
  tiers,
  type TierStats
} from "@layercake/core/store/JobQueue"
import { DateTime, Effect, Schema } from "effect"
import { tierOf } from "./PgTier.ts"

/** Written by `PgJobParameters`. */
const JobData = Schema.Struct({
  id: JobId,
  kind: Schema.NonEmptyString,
  payload: Schema.fromJsonString(Schema.Json),
  delayMillis: NewJob.fields.delayMillis,
  timeoutMillis: NewJob.fields.timeoutMillis
})

/** What a claim brings. */
export interface PgClaim {
  readonly data: unknown
  readonly retryCount: number
  readonly groupId?: string | null | undefined
  readonly groupTier?: string | null | undefined
}

const decodeClaim = Schema.decodeUnknownEffect(
  Schema.Struct({
    data: JobData,
    retryCount: Schema.Int,
    groupId: ProjectId,
    groupTier: Schema.NonEmptyString
  })
)

/** Deliveries are counted by pg-boss; the life tells apart a job from a later one with the same id. */
export const leasedJob = (tier: Tier, claim: PgClaim): Effect.Effect<LeasedJob> =>
  Effect.orDie(
    Effect.map(decodeClaim(claim), ({ data, retryCount, groupId, groupTier }) => ({
      ...data,
      project: groupId,
      tier,
      attempt: retryCount + 1,
      lease: `${retryCount}.${groupTier}`
    }))
  )

/** Undefined for what never was a lease of this store. */
export const leaseOf = ({
  lease
}: LeasedJob): { readonly attempt: number; readonly life: string } | undefined => {
  const [, attempt, life] = /^(\d{1,9})\.(\d{1,18})$/.exec(lease) ?? []
  return attempt === undefined || life === undefined ? undefined : { attempt: Number(attempt), life }
}

const decodeRows = Schema.decodeUnknownEffect(
  Schema.Array(
    Schema.Struct({
      data: JobData,
      project: ProjectId,
      priority: Schema.Int,
      state: JobState,
      attempt: Schema.Int,
      error: Schema.NullOr(Schema.String),
      enqueued: Schema.Number,
      due: Schema.Number
    })
  )
)

/** Rows of the view `layercake.jobs`. */
export const jobViews = (rows: unknown): Effect.Effect<ReadonlyArray<JobView>> =>
  Effect.orDie(
    Effect.map(decodeRows(rows), (jobs) =>
      jobs.map(({ data, priority, enqueued, due, ...job }) => ({
        ...data,
        ...job,
        tier: tierOf(priority),
        enqueuedAt: timestamp(enqueued),
        dueAt: timestamp(due)
      }))
    )
  )

const timestamp = (millis: number): Timestamp => fromDateTime(DateTime.makeUnsafe(Math.round(millis)))

/** A row of the view `layercake.job_stats`. */
export interface PgTierRow extends Omit<TierStats, "tier" | "waitMillis" | "runMillis" | "oldestMillis"> {
  readonly priority: number
  readonly oldest: number | null
  readonly wait_p50: number | null
  readonly wait_p95: number | null
  readonly run_p50: number | null
  readonly run_p95: number | null
}

export const tierStats = (rows: ReadonlyArray<PgTierRow>): ReadonlyArray<TierStats> =>
  rows
    .map(({ priority, oldest, wait_p50, wait_p95, run_p50, run_p95, ...counts }) => ({
      ...counts,
      tier: tierOf(priority),
      oldestMillis: oldest,
      waitMillis: { p50: wait_p50, p95: wait_p95 },
      runMillis: { p50: run_p50, p95: run_p95 }
    }))
    .sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier))
