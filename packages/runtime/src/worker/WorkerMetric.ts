/**
 * What is measured of the work, by tier.
 */
import { JobQueue, type Tier, type TierStats } from "@layercake/core/store/JobQueue"
import { Effect, Metric } from "effect"

/** How a delivery ended. `lost`: another worker has the job, or it was cancelled. */
export type Outcome = "completed" | "retried" | "buried" | "lost"

export const ended = Metric.counter("layercake_job_deliveries", {
  description: "Deliveries that ended, by tier and outcome",
  incremental: true
})

export const run = Metric.histogram("layercake_job_run_millis", {
  description: "Milliseconds from when a job was taken to when its delivery ended",
  boundaries: Metric.exponentialBoundaries({ start: 1, factor: 4, count: 13 })
})

/** Of every process that works on the queue, as the queue knows them. */
export const depth = Metric.gauge("layercake_queue_jobs", {
  description: "Jobs in the queue, by tier and state"
})

export const oldest = Metric.gauge("layercake_queue_oldest_millis", {
  description: "Milliseconds that the job has waited that waits longest; 0 when none waits"
})

export const wait = Metric.gauge("layercake_queue_wait_millis", {
  description:
    "Milliseconds from when a job could be taken to when it was, of the last hour, by tier and quantile"
})

export const recordEnd = (tier: Tier, outcome: Outcome, millis: number) =>
  Effect.andThen(
    Metric.update(Metric.withAttributes(ended, { tier, outcome }), 1),
    Metric.update(Metric.withAttributes(run, { tier }), millis)
  )

/** Asks the queue how it stands. */
export const sample = Effect.flatMap(JobQueue, (queue) => queue.stats).pipe(
  Effect.flatMap((stats) => Effect.forEach(stats, recordTier, { discard: true })),
  Effect.withSpan("WorkerMetric.sample")
)

const states = ["waiting", "delayed", "running", "dead", "cancelled"] as const

const recordTier = (stats: TierStats) =>
  Effect.gen(function* () {
    const { tier } = stats
    for (const state of states)
      yield* Metric.update(Metric.withAttributes(depth, { tier, state }), stats[state])
    yield* Metric.update(Metric.withAttributes(oldest, { tier }), stats.oldestMillis ?? 0)
    for (const quantile of ["p50", "p95"] as const) {
      const millis = stats.waitMillis[quantile]
      if (millis !== null) yield* Metric.update(Metric.withAttributes(wait, { tier, quantile }), millis)
    }
  })
