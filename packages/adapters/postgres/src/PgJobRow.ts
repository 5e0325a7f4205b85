/**
 * A job as pg-boss keeps it, and the lease on it.
 */
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobState, type JobView, type LeasedJob, type Tier } from "@layercake/core/store/JobQueue"
import { Effect, Schema } from "effect"
import { tierOf } from "./PgTier.ts"

const fields = {
  id: JobId,
  project: ProjectId,
  kind: Schema.NonEmptyString,
  /** As text: `jsonb` would not keep every string. */
  payload: Schema.fromJsonString(Schema.Json)
}

/** What a claim brings. */
export interface PgClaim {
  readonly data: unknown
  readonly retryCount: number
}

const decodeData = Schema.decodeUnknownEffect(Schema.Struct({ ...fields, life: Schema.Int }))

/** Deliveries are counted by pg-boss; the life tells apart a job from a later one with the same id. */
export const leasedJob = (tier: Tier, { data, retryCount }: PgClaim): Effect.Effect<LeasedJob> =>
  Effect.orDie(
    Effect.map(decodeData(data), ({ life, ...job }) => ({
      ...job,
      tier,
      attempt: retryCount + 1,
      lease: `${retryCount}.${life}`
    }))
  )

/** Undefined for what never was a lease of this store. */
export const leaseOf = ({
  lease
}: LeasedJob): { readonly attempt: string; readonly life: string } | undefined => {
  const [, attempt, life] = /^(\d{1,9})\.(\d{1,18})$/.exec(lease) ?? []
  return attempt === undefined || life === undefined ? undefined : { attempt, life }
}

const JobRows = Schema.Array(
  Schema.Struct({
    ...fields,
    priority: Schema.Int,
    state: JobState,
    attempt: Schema.Int,
    error: Schema.NullOr(Schema.String)
  })
)
const decodeRows = Schema.decodeUnknownEffect(JobRows)

export const jobViews = (rows: unknown): Effect.Effect<ReadonlyArray<JobView>> =>
  Effect.orDie(
    Effect.map(decodeRows(rows), (jobs) =>
      jobs.map(({ priority, ...job }) => ({ ...job, tier: tierOf(priority) }))
    )
  )
