/**
 * Operations on the queue. Changes are upkeep: they are told to the stream of LayerCake itself, not to a project's.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ProjectId } from "../project/Project.ts"
import { JobId, JobState, JobView, Tier, TierStats } from "../store/JobQueue.ts"
import { JobNotFound, JobNotReady } from "./JobError.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const job = {
  job: JobId.annotate(about("The job's id, as queue.list gives it")),
  project: Schema.optionalKey(
    ProjectId.annotate(about("The project whose job it is; only administrators may leave it out"))
  )
}
const tier = { tier: Tier.annotate(about("The tier")) }
const reason = Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(1000))

export const JobReport = Schema.Struct({
  id: JobView.fields.id.annotate(about("Derived from what is to be done")),
  tier: JobView.fields.tier.annotate(about("Priority class: critical, high, medium or low")),
  project: JobView.fields.project.annotate(about("The project whose work it is")),
  kind: JobView.fields.kind.annotate(about("Kind of work, for example BuildTree")),
  payload: JobView.fields.payload.annotate(about("What is to be done, as the planner said it")),
  delayMillis: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate(
      about("Milliseconds that it had to wait before its first delivery")
    )
  ),
  timeoutMillis: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThan(0)).annotate(about("Milliseconds that one delivery may take"))
  ),
  state: JobState.annotate(
    about("waiting, delayed, running, dead (given up) or cancelled (taken out by a person)")
  ),
  attempt: JobView.fields.attempt.annotate(about("Deliveries so far; 0 before the first")),
  error: JobView.fields.error.annotate(about("Of the last failure, or why it was cancelled")),
  enqueuedAt: JobView.fields.enqueuedAt.annotate(about("When it came in")),
  dueAt: JobView.fields.dueAt.annotate(
    about("When it may be taken, when the lease of a running one ends, or when it was put aside")
  )
})
export type JobReport = typeof JobReport.Type

const count = (description: string) => Schema.Int.annotate(about(description))
const spread = (description: string) => TierStats.fields.waitMillis.annotate(about(description))

export const TierReport = Schema.Struct({
  tier: Tier.annotate(about("Priority class, first served first")),
  paused: Schema.Boolean.annotate(about("Whether nothing of it is handed out")),
  waiting: count("Jobs that may be taken"),
  delayed: count("Jobs whose time has not come"),
  running: count("Jobs in the hands of a worker"),
  dead: count("Jobs that were given up"),
  cancelled: count("Jobs that a person took out"),
  oldestMillis: TierStats.fields.oldestMillis.annotate(
    about("How long the job has waited that waits longest; null when none waits")
  ),
  completed: count("Deliveries of the last hour that ended well"),
  retried: count("Deliveries of the last hour after which the job is tried again"),
  buried: count("Deliveries of the last hour after which the job was given up"),
  waitMillis: spread("From when a job could be taken to when it was; median and 95th percentile, last hour"),
  runMillis: spread("From when a job was taken to when that ended; median and 95th percentile, last hour")
})
export type TierReport = typeof TierReport.Type

export const RequeueReport = Schema.Struct({
  jobs: Schema.Array(JobId).annotate(about("What is in the queue again, oldest first")),
  more: Schema.Boolean.annotate(about("Whether there are more than the limit: ask again"))
})
export type RequeueReport = typeof RequeueReport.Type

const limit = Schema.optionalKey(
  Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })).annotate(
    about("Jobs at most, 1000 when left out")
  )
)

const onJob = Schema.Union([JobNotFound, JobNotReady, ...OperationError.members])

export class JobOperations extends RpcGroup.make(
  Rpc.make("queue.list", {
    payload: {
      state: Schema.optionalKey(JobState.annotate(about("Only jobs in this state"))),
      tier: Schema.optionalKey(Tier.annotate(about("Only jobs of this tier"))),
      project: Schema.optionalKey(ProjectId.annotate(about("Only jobs of this project"))),
      limit
    },
    success: Schema.Array(JobReport),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List jobs", "Work that is waiting, delayed, running, dead or cancelled, oldest first.")
  ),

  Rpc.make("queue.get", {
    payload: job,
    success: JobReport,
    error: Schema.Union([JobNotFound, ...OperationError.members])
  }).annotate(OperationMark, reads("Get a job", "One job as it stands.")),

  Rpc.make("queue.requeue", { payload: job, success: JobReport, error: onJob }).annotate(
    OperationMark,
    writes("Put a job back", "Puts a dead or cancelled job back; its deliveries are counted anew.")
  ),

  Rpc.make("queue.requeueAll", {
    payload: {
      state: Schema.Literals(["dead", "cancelled"]).annotate(
        about("dead: jobs that were given up. cancelled: jobs that a person took out")
      ),
      tier: Schema.optionalKey(Tier.annotate(about("Only jobs of this tier"))),
      project: Schema.optionalKey(
        ProjectId.annotate(about("Only jobs of this project; only administrators may leave it out"))
      ),
      limit
    },
    success: RequeueReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Put jobs back", "Puts all dead or all cancelled jobs back; their deliveries are counted anew.", {
      idempotent: true
    })
  ),

  Rpc.make("queue.cancel", {
    payload: { ...job, reason: reason.annotate(about("Why; kept with the job")) },
    success: JobReport,
    error: onJob
  }).annotate(
    OperationMark,
    writes("Cancel a job", "Takes a job out of the queue until it is put back; a running one is stopped.")
  ),

  Rpc.make("queue.move", { payload: { ...job, ...tier }, success: JobReport, error: onJob }).annotate(
    OperationMark,
    writes("Move a job", "Puts a job that is not running into another tier.", {
      access: "administrator",
      idempotent: true
    })
  ),

  Rpc.make("queue.pause", { payload: tier, success: TierReport, error: OperationError }).annotate(
    OperationMark,
    writes("Pause a tier", "Nothing of the tier is handed out, on any machine; what runs goes on.", {
      access: "administrator",
      idempotent: true
    })
  ),

  Rpc.make("queue.resume", { payload: tier, success: TierReport, error: OperationError }).annotate(
    OperationMark,
    writes("Resume a tier", "Jobs of the tier are handed out again.", {
      access: "administrator",
      idempotent: true
    })
  ),

  Rpc.make("queue.stats", { success: Schema.Array(TierReport), error: OperationError }).annotate(
    OperationMark,
    reads("Queue statistics", "How each tier stands, and how the deliveries of the last hour went.", {
      access: "account"
    })
  )
) {}
