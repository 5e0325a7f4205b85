/**
 * Jobs as the functions of `migration/PgJobFunctions` take them.
 */
import { array, float8, OID, type Parameter } from "@effect/sql-pg/PgTypes"
import type { JobId, NewJob } from "@layercake/core/store/JobQueue"
import { Result } from "effect"
import { hash } from "node:crypto"
import { integers, texts } from "./PgArray.ts"
import { priorityOf } from "./PgTier.ts"

/** The key of a job in pg-boss's table, as the text of a uuid: the first half of the SHA-256 of its id. */
export const keyOf = (id: JobId): string => hash("sha256", id).slice(0, 32)

/** The parameters of `layercake.enqueue`, without the lease. */
export const jobParameters = (jobs: ReadonlyArray<NewJob>): ReadonlyArray<Parameter> => [
  texts(jobs.map((job) => keyOf(job.id))),
  integers(jobs.map((job) => priorityOf(job.tier))),
  texts(jobs.map((job) => job.project)),
  numbers(jobs.map((job) => job.delayMillis ?? 0)),
  texts(jobs.map(dataOf))
]

/** Of one job or none, where a single one is taken. */
export const jobParameter = (job: NewJob | undefined): ReadonlyArray<unknown> =>
  job === undefined
    ? [null, null, null, null, null]
    : [keyOf(job.id), priorityOf(job.tier), job.project, float8(job.delayMillis ?? 0), dataOf(job)]

export const numbers = (values: ReadonlyArray<number>): Parameter =>
  Result.getOrThrow(array(values, OID.float8))

/** What comes back with a claim. The payload stays text: `jsonb` would not keep every string. */
const dataOf = ({ id, kind, payload, delayMillis, timeoutMillis }: NewJob) =>
  JSON.stringify({ id, kind, payload: JSON.stringify(payload), delayMillis, timeoutMillis })
