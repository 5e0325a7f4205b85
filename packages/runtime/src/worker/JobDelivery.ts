/**
 * One delivery of a job: keeps the lease while the work goes on, stops work that runs too long or is no longer wanted,
 * and tells the queue how it ended.
 */
import { JobQueue, type LeasedJob, type LeaseLost } from "@layercake/core/store/JobQueue"
import { Cause, Clock, Duration, Effect, Exit, Option, Random } from "effect"
import * as Reconciler from "../reconcile/Reconciler.ts"
import { delayOf } from "./JobBackoff.ts"
import * as JobRunner from "./JobRunner.ts"
import { WorkFailed } from "./WorkFailed.ts"
import * as WorkerMetric from "./WorkerMetric.ts"

export interface DeliveryOptions {
  /** Limits by kind of work, for jobs that name none of their own. */
  readonly timeouts: Readonly<Record<string, Duration.Input>>
  /** For every other kind. */
  readonly timeout: Duration.Input
  /** Between two heartbeats; a job that is cancelled while it runs is noticed at the next one. */
  readonly heartbeat: Duration.Input
}

/** Fails when the store cannot be told how it ended; the job then comes again when its lease has ended. */
export const deliver = Effect.fn("JobDelivery.deliver")(function* <R>(
  job: LeasedJob,
  work: Effect.Effect<void, WorkFailed, R>,
  options: DeliveryOptions
) {
  const queue = yield* JobQueue
  const started = yield* Clock.currentTimeMillis
  const beat = queue.heartbeat(job).pipe(
    // A store that is away now may be back before the lease ends.
    Effect.catchTag("StoreUnavailable", (error) => Effect.logDebug(error.message)),
    Effect.delay(options.heartbeat),
    Effect.forever
  )
  // Whichever ends first: the work, or the lease, after which the result no longer counts.
  const exit = yield* work.pipe(Effect.raceFirst(beat), Effect.exit)
  const outcome = yield* settle(job, exit).pipe(
    Effect.catchTag("LeaseLost", (lost) => Effect.as(Effect.logWarning(lost.message), "lost" as const))
  )
  yield* WorkerMetric.recordEnd(job.tier, outcome, (yield* Clock.currentTimeMillis) - started)
})

/** The work, stopped when it takes longer than a delivery of this job may. */
export const limited = <R>(
  job: LeasedJob,
  work: Effect.Effect<void, WorkFailed, R>,
  { timeouts, timeout }: DeliveryOptions
): Effect.Effect<void, WorkFailed, R> => {
  const limit =
    job.timeoutMillis === undefined
      ? Duration.fromInputUnsafe(timeouts[job.kind] ?? timeout)
      : Duration.millis(job.timeoutMillis)
  return Effect.timeoutOrElse(work, {
    duration: limit,
    orElse: () =>
      Effect.fail(
        new WorkFailed({
          detail:
            `${job.kind} ran longer than ${Duration.format(limit)} and was stopped. ` +
            "Find out what holds it up, or give work of this kind more time.",
          isRetryable: true
        })
      )
  })
}

const settle = Effect.fnUntraced(function* (job: LeasedJob, exit: Exit.Exit<void, WorkFailed | LeaseLost>) {
  const queue = yield* JobQueue
  if (Exit.isSuccess(exit)) {
    yield* queue.complete(job)
    // What became due again under the same name while the job was here was not taken by the queue.
    yield* Reconciler.project(job.project).pipe(
      Effect.catchTag("EventUnreadable", (error) => Effect.logError(error.message))
    )
    return "completed" as const
  }
  if (Cause.hasInterruptsOnly(exit.cause)) return yield* Effect.interrupt
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error?._tag === "LeaseLost") return yield* error
  const detail = JobRunner.detailOf(exit.cause)
  const isRetryable = error === undefined || error.isRetryable
  if (isRetryable && job.attempt < JobRunner.maxAttemptsOf(job)) {
    const { attempt } = job
    const random = yield* Random.next
    const delay = delayOf({ attempt, retryAfterMillis: error?.retryAfterMillis ?? 0, random })
    yield* queue.retry(job, { delay, error: detail })
    return "retried" as const
  }
  yield* Effect.gen(function* () {
    const escalation = yield* JobRunner.giveUp(job, detail)
    yield* queue.bury(job, detail)
    // Settled before the job was put aside, it was not there yet to be tried again.
    if (escalation !== undefined && (yield* JobRunner.isSettled(job, escalation)))
      yield* queue.requeue(job.id)
  }).pipe(
    Effect.catchTags({
      CommandRefused: (failure) => Effect.andThen(Effect.logError(failure.message), queue.bury(job, detail)),
      EventUnreadable: (failure) => Effect.andThen(Effect.logError(failure.message), queue.bury(job, detail))
    })
  )
  return "buried" as const
})
