/**
 * The workers of this process: so many for each tier, each taking one job after another until the scope closes.
 * Closing interrupts what runs; an interrupted job stays leased and comes again.
 */
import { JobQueue, type LeasedJob, type LeaseLost, type Tier } from "@layercake/core/store/JobQueue"
import type { ProjectId } from "@layercake/core/project/Project"
import { Cause, Duration, Effect, Exit, Layer, Option, RcMap, Schedule, Semaphore } from "effect"
import * as Reconciler from "../reconcile/Reconciler.ts"
import * as JobRunner from "./JobRunner.ts"
import type { WorkFailed } from "./WorkFailed.ts"

/** Workers by tier. A lower tier has its own, so it can never delay a higher one. */
export type Concurrency = Readonly<Record<Tier, number>>

export const defaultConcurrency: Concurrency = { critical: 5, high: 3, medium: 2, low: 1 }

const heartbeatEvery = Duration.seconds(10)

/** One turn for each project: work in its folder is done one piece after another. */
type Turns = RcMap.RcMap<ProjectId, Semaphore.Semaphore>

export const layer = (concurrency: Concurrency = defaultConcurrency) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const turns: Turns = yield* RcMap.make({ lookup: (_project: ProjectId) => Semaphore.make(1) })
      yield* Effect.forEach(
        Object.entries(concurrency) as ReadonlyArray<[Tier, number]>,
        ([tier, count]) =>
          Effect.forEach(Array.from({ length: count }), () => Effect.forkScoped(work(tier, turns))),
        { discard: true }
      )
    })
  )

/** One worker. A store that does not answer is asked again; the worker itself never ends. */
const work = (tier: Tier, turns: Turns) =>
  Effect.gen(function* () {
    const queue = yield* JobQueue
    const job = yield* queue.take(tier)
    yield* one(job, turns)
  }).pipe(
    Effect.tapError((error) => Effect.logWarning(error.message)),
    Effect.retry(Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])),
    Effect.forever
  )

/** Kinds of work that read or write the project's folder. */
const inFolder = new Set<string>(["CommitTree", "BuildTree", "CheckTree", "PushTree", "DeployTree"])

const inTurn = (job: LeasedJob, turns: Turns) =>
  inFolder.has(job.kind)
    ? Effect.scoped(
        Effect.flatMap(RcMap.get(turns, job.project), (turn) => turn.withPermit(JobRunner.run(job)))
      )
    : JobRunner.run(job)

const one = Effect.fn("Workers.one")(function* (job: LeasedJob, turns: Turns) {
  const queue = yield* JobQueue
  const beat = queue.heartbeat(job).pipe(Effect.delay(heartbeatEvery), Effect.forever)
  // Whichever ends first: the work, or the lease, after which the result no longer counts.
  const exit = yield* inTurn(job, turns).pipe(
    Effect.raceFirst(Effect.catchTag(beat, "StoreUnavailable", () => Effect.never)),
    Effect.exit
  )
  yield* settle(job, exit).pipe(Effect.catchTag("LeaseLost", (lost) => Effect.logWarning(lost.message)))
})

const settle = Effect.fnUntraced(function* (job: LeasedJob, exit: Exit.Exit<void, WorkFailed | LeaseLost>) {
  const queue = yield* JobQueue
  if (Exit.isSuccess(exit)) {
    yield* queue.complete(job)
    // What became due again under the same name while the job was here was not taken by the queue.
    return yield* Reconciler.project(job.project).pipe(
      Effect.catchTag("EventUnreadable", (error) => Effect.logError(error.message))
    )
  }
  if (Cause.hasInterruptsOnly(exit.cause)) return yield* Effect.interrupt
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error?._tag === "LeaseLost") return yield* error
  const detail = JobRunner.detailOf(exit.cause)
  const isRetryable = error === undefined || error.isRetryable
  if (isRetryable && job.attempt < JobRunner.maxAttempts)
    return yield* queue.retry(job, { delay: backoff(job.attempt, error?.retryAfterMillis), error: detail })
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
})

/** 0.5 s, 1 s, 2 s, 4 s, or what the provider asked for when that is longer. */
const backoff = (attempt: number, retryAfterMillis = 0): Duration.Duration =>
  Duration.millis(Math.max(500 * 2 ** (attempt - 1), retryAfterMillis))
