/**
 * A `JobQueue` on Postgres, in pg-boss's tables. pg-boss claims jobs and keeps its tables in good order; what it does
 * not have (`migration/PgJobFunctions`) is done by functions of our own on the same rows.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { JobQueue, LeaseLost, type LeasedJob, tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Layer } from "effect"
import { jobParameters } from "./PgAppend.ts"
import { PgBossQueue } from "./PgBossQueue.ts"
import { unavailable } from "./PgFailure.ts"
import * as PgJobDispatcher from "./PgJobDispatcher.ts"
import { jobViews, leaseOf } from "./PgJobRow.ts"
import { PgSignal } from "./PgSignal.ts"
import { PgStoreSettings } from "./PgStoreSettings.ts"
import { tierOf } from "./PgTier.ts"

type Settlement = "heartbeat" | "complete" | "retry" | "bury" | "release"

export const layer: Layer.Layer<JobQueue, never, PgClient.PgClient | PgBossQueue | PgSignal> = Layer.effect(
  JobQueue,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const boss = yield* PgBossQueue
    const signal = yield* PgSignal
    const { lease, poll } = yield* PgStoreSettings
    const leaseSeconds = Math.max(1, Math.round(Duration.toSeconds(lease)))

    const settle = Effect.fn("PgJobQueue.settle")(function* (
      how: Settlement,
      job: LeasedJob,
      {
        delay = Duration.zero,
        error = ""
      }: { readonly delay?: Duration.Duration; readonly error?: string } = {}
    ) {
      const held = leaseOf(job)
      if (held === undefined) return yield* new LeaseLost({ job: job.id })
      const [row] = yield* sql<{ readonly settled: boolean }>`
        select layercake.settle_job(
          ${job.id}, ${held.attempt}, ${held.life}, ${how}, ${Duration.toMillis(delay)}::double precision, ${storable(error)}
        ) as settled
      `.pipe(unavailable(how))
      if (row?.settled !== true) return yield* new LeaseLost({ job: job.id })
      if (how === "retry" || how === "release") yield* signal.committed({ tiers: [job.tier] })
    })

    const take = yield* PgJobDispatcher.make({
      sql,
      boss,
      signal,
      poll,
      release: (job) => Effect.ignore(settle("release", job))
    })

    return JobQueue.of({
      enqueue: Effect.fn("PgJobQueue.enqueue")(function* (jobs) {
        if (jobs.length === 0) return
        const [ids, priorities, projects, kinds, payloads] = jobParameters(jobs)
        yield* sql`
          select layercake.enqueue(${ids}, ${priorities}, ${projects}, ${kinds}, ${payloads}, ${leaseSeconds}::integer)
        `.pipe(unavailable("enqueue"))
        yield* signal.committed({ tiers: new Set(jobs.map((job) => job.tier)) })
      }),

      take,
      heartbeat: (job) => settle("heartbeat", job),
      complete: (job) => settle("complete", job),
      retry: (job, { delay, error }) => settle("retry", job, { delay, error }),
      bury: (job, error) => settle("bury", job, { error }),

      requeue: Effect.fn("PgJobQueue.requeue")(function* (id) {
        const [row] = yield* sql<{ readonly priority: number | null }>`
          select layercake.requeue_job(${id}) as priority
        `.pipe(unavailable("requeue"))
        const priority = row?.priority ?? null
        if (priority !== null) yield* signal.committed({ tiers: [tierOf(priority)] })
        return priority !== null
      }),

      list: sql`select id, priority, project, kind, payload, state, attempt, error from layercake.jobs order by created_on`.pipe(
        unavailable("list"),
        Effect.flatMap(jobViews),
        Effect.withSpan("PgJobQueue.list")
      ),

      reclaim: sql<{ readonly count: number }>`select layercake.end_leases(true) as count`.pipe(
        unavailable("reclaim"),
        Effect.map(([row]) => row?.count ?? 0),
        Effect.tap(() => signal.committed({ tiers })),
        Effect.withSpan("PgJobQueue.reclaim")
      )
    })
  })
)

/** Postgres keeps every character but one. */
const storable = (text: string) => text.replaceAll("\u0000", "\ufffd")
