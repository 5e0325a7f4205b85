/**
 * Due work, in four tiers. Delivery is at least once; whoever does a job checks first that it is still due.
 */
import { Context, type Duration, type Effect, type Option, Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
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
  payload: Schema.Json,
  /** Milliseconds before it may be taken for the first time; none when left out. */
  delayMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** Milliseconds that one delivery may take; the worker's own limit when left out. */
  timeoutMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
})
export type NewJob = typeof NewJob.Type

/** A job in the hands of one worker until the lease ends. */
export interface LeasedJob extends NewJob {
  /** Names this delivery; completing under an older token is refused. */
  readonly lease: string
  /** 1 on the first delivery, and on the first after a dead or cancelled job was put back. */
  readonly attempt: number
}

/** The lease ended and the job was given to another worker, was cancelled, or is done; this worker's result does not count. */
export class LeaseLost extends Schema.TaggedError<LeaseLost>()("LeaseLost", { job: JobId }) {
  override get message() {
    return `The lease on ${this.job} has ended; another worker has the job, it was cancelled, or it is done.`
  }
}

/** `dead`: given up after its last attempt. `cancelled`: taken out by a person. Both stay until they are put back. */
export const JobState = Schema.Literals(["waiting", "delayed", "running", "dead", "cancelled"])
export type JobState = typeof JobState.Type

/** A job as `layercake jobs` shows it. */
export const JobView = Schema.Struct({
  ...NewJob.fields,
  state: JobState,
  attempt: Schema.Int,
  /** Of the last failure, or why it was cancelled. */
  error: Schema.NullOr(Schema.String),
  enqueuedAt: Timestamp,
  /** When it may be taken, or when the lease of a running one ends. */
  dueAt: Timestamp
})
export type JobView = typeof JobView.Type

export interface JobFilter {
  readonly state?: JobState
  readonly tier?: Tier
  readonly project?: ProjectId
  readonly limit?: number
}

/** Milliseconds; null when nothing was measured. */
const Spread = Schema.Struct({ p50: Schema.NullOr(Schema.Number), p95: Schema.NullOr(Schema.Number) })

/** How one tier stands, and how the deliveries that ended within the last hour went. */
export const TierStats = Schema.Struct({
  tier: Tier,
  paused: Schema.Boolean,
  waiting: Schema.Int,
  delayed: Schema.Int,
  running: Schema.Int,
  dead: Schema.Int,
  cancelled: Schema.Int,
  /** How long the job that waits longest has waited; null when none waits. */
  oldestMillis: Schema.NullOr(Schema.Number),
  /** Deliveries that ended so. */
  completed: Schema.Int,
  retried: Schema.Int,
  buried: Schema.Int,
  /** From when a job could be taken to when it was. */
  waitMillis: Spread,
  /** From when it was taken to when it ended. */
  runMillis: Spread
})
export type TierStats = typeof TierStats.Type

export class JobQueue extends Context.Service<
  JobQueue,
  {
    /**
     * A job whose id is waiting, delayed, running, dead or cancelled already is left as it is; an id that was completed may
     * come again. Jobs that become due through an append are given to `EventStore.append` instead.
     */
    readonly enqueue: (jobs: ReadonlyArray<NewJob>) => Effect.Effect<void, StoreUnavailable>

    /**
     * Waits until a job of the tier is there and leases it. Interruptible; an interrupted take leases nothing.
     *
     * Within a tier the projects take turns: a job waits behind at most one job of each other project for every job of
     * its own project before it, however many the others have. Jobs of one project are taken oldest first.
     */
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

    /** Puts a dead or cancelled job back, its deliveries counted anew; false when there is none with this id. */
    readonly requeue: (job: JobId) => Effect.Effect<boolean, StoreUnavailable>

    /**
     * Takes the job out of the queue until it is requeued; a running one loses its lease. False when there is none with
     * this id, or it is dead or cancelled already.
     */
    readonly cancel: (job: JobId, reason: string) => Effect.Effect<boolean, StoreUnavailable>

    /** Puts a job that is not running into another tier; false when there is none. */
    readonly move: (job: JobId, tier: Tier) => Effect.Effect<boolean, StoreUnavailable>

    /** No job of the tier is handed out, on any machine, until it is resumed. What runs goes on. */
    readonly pause: (tier: Tier) => Effect.Effect<void, StoreUnavailable>

    readonly resume: (tier: Tier) => Effect.Effect<void, StoreUnavailable>

    /** Jobs that are not completed, oldest first. */
    readonly list: (filter?: JobFilter) => Effect.Effect<ReadonlyArray<JobView>, StoreUnavailable>

    readonly get: (job: JobId) => Effect.Effect<Option.Option<JobView>, StoreUnavailable>

    /** One for each tier, first served first. */
    readonly stats: Effect.Effect<ReadonlyArray<TierStats>, StoreUnavailable>

    /**
     * Ends every running lease at once. Only for the sole owner of a store, at its start, when no other worker can be
     * alive. Returns how many jobs went back to waiting.
     */
    readonly reclaim: Effect.Effect<number, StoreUnavailable>
  }
>()("@layercake/core/store/JobQueue") {}
