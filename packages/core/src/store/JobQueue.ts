/**
 * Due work, in four tiers. Delivery is at least once; whoever does a job checks first that it is still due.
 */
import { Context, type Duration, type Effect, Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Derived from what is to be done, so that planning twice asks for the same job. */
export const JobId = Schema.NonEmptyString.pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type

/** Priority classes, first served first. */
export const Tier = Schema.Literals(["critical", "high", "medium", "low"])
export type Tier = typeof Tier.Type
export const tiers: ReadonlyArray<Tier> = Tier.literals

export const NewJob = Schema.Struct({
  id: JobId,
  tier: Tier,
  project: ProjectId,
  kind: Schema.NonEmptyString,
  payload: Schema.Json
})
export type NewJob = typeof NewJob.Type

/** A job in the hands of one worker until the lease ends. */
export interface LeasedJob extends NewJob {
  /** Names this delivery; completing under an older token is refused. */
  readonly lease: string
  /** 1 on the first delivery. */
  readonly attempt: number
}

/** The lease ended and the job was given to another worker, or is done; this worker's result does not count. */
export class LeaseLost extends Schema.TaggedError<LeaseLost>()("LeaseLost", { job: JobId }) {
  override get message() {
    return `The lease on ${this.job} has ended; another worker has the job or it is done.`
  }
}

export const JobState = Schema.Literals(["waiting", "delayed", "running", "dead"])
export type JobState = typeof JobState.Type

/** A job as `layercake jobs` shows it. */
export const JobView = Schema.Struct({
  ...NewJob.fields,
  state: JobState,
  attempt: Schema.Int,
  error: Schema.NullOr(Schema.String)
})
export type JobView = typeof JobView.Type

export class JobQueue extends Context.Service<
  JobQueue,
  {
    /**
     * A job whose id is waiting, delayed, running or dead already is left as it is; an id that was completed may come
     * again. Jobs that become due through an append are given to `EventStore.append` instead.
     */
    readonly enqueue: (jobs: ReadonlyArray<NewJob>) => Effect.Effect<void, StoreUnavailable>

    /** Waits until a job of the tier is there and leases it. Oldest first within the tier. Interruptible; an interrupted take leases nothing. */
    readonly take: (tier: Tier) => Effect.Effect<LeasedJob, StoreUnavailable>

    /** Keeps the lease for its full length again. */
    readonly heartbeat: (job: LeasedJob) => Effect.Effect<void, LeaseLost | StoreUnavailable>

    /** Done: the job is gone and its id may be used again. */
    readonly complete: (job: LeasedJob) => Effect.Effect<void, LeaseLost | StoreUnavailable>

    /** Back to the queue after the delay. */
    readonly retry: (
      job: LeasedJob,
      options: { readonly delay: Duration.Duration; readonly error: string }
    ) => Effect.Effect<void, LeaseLost | StoreUnavailable>

    /** No more attempts: the job is kept among the dead, to be read and requeued. */
    readonly bury: (job: LeasedJob, error: string) => Effect.Effect<void, LeaseLost | StoreUnavailable>

    /** Puts a dead job back; false when there is none with this id. */
    readonly requeue: (job: JobId) => Effect.Effect<boolean, StoreUnavailable>

    /** Every job that is not completed, oldest first. */
    readonly list: Effect.Effect<ReadonlyArray<JobView>, StoreUnavailable>

    /**
     * Ends every running lease at once. Only for the sole owner of a store, at its start, when no other worker can be
     * alive. Returns how many jobs went back to waiting.
     */
    readonly reclaim: Effect.Effect<number, StoreUnavailable>
  }
>()("@layercake/core/store/JobQueue") {}
