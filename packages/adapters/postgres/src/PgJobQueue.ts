/**
 * A `JobQueue` on Postgres, in pg-boss's tables. pg-boss claims jobs and keeps its tables in good order; what it does
 * not have (`migration/PgJobFunctions`) is done by functions of our own on the same rows.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { type JobFilter, JobQueue, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Layer, Option } from "effect"
import { PgBossQueue } from "./PgBossQueue.ts"
import { despiteRaces, unavailable } from "./PgFailure.ts"
import * as PgJobDispatcher from "./PgJobDispatcher.ts"
import { jobParameters, keyOf } from "./PgJobParameters.ts"
import { jobViews, type PgTierRow, tierStats } from "./PgJobRow.ts"
import * as PgJobSettler from "./PgJobSettler.ts"
import * as PgJobUpkeep from "./PgJobUpkeep.ts"
import { PgSignal } from "./PgSignal.ts"
import { PgStoreSettings } from "./PgStoreSettings.ts"
import { priorityOf, tierOf } from "./PgTier.ts"

export const layer: Layer.Layer<JobQueue, never, PgClient.PgClient | PgBossQueue | PgSignal> = Layer.effect(
  JobQueue,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const boss = yield* PgBossQueue
    const signal = yield* PgSignal
    const { lease, poll } = yield* PgStoreSettings
    const leaseSeconds = Math.max(1, Math.round(Duration.toSeconds(lease)))
    const news = (tier: Tier) => signal.committed({ tiers: [tier] })

    yield* PgJobUpkeep.run(sql, signal, lease)
    const settle = yield* PgJobSettler.make(sql)
    const take = yield* PgJobDispatcher.make({
      sql,
      boss,
      signal,
      poll,
      release: (job) => Effect.andThen(Effect.ignore(settle("release", job)), news(job.tier))
    })

    const setPaused = (tier: Tier, paused: boolean) => sql`
      update layercake.job_tiers set paused = ${paused} where priority = ${priorityOf(tier)}`

    return JobQueue.of({
      enqueue: Effect.fn("PgJobQueue.enqueue")(function* (jobs) {
        if (jobs.length === 0) return
        yield* sql
          .unsafe("select layercake.enqueue($1, $2, $3, $4, $5, $6)", [...jobParameters(jobs), leaseSeconds])
          .pipe(unavailable("enqueue"))
        yield* signal.committed({ tiers: new Set(jobs.map((job) => job.tier)) })
      }),

      take,
      heartbeat: (job) => settle("heartbeat", job),
      complete: (job) => settle("complete", job),
      retry: (job, { delay, error }) =>
        Effect.andThen(
          settle("retry", job, { delayMillis: Duration.toMillis(delay), error }),
          news(job.tier)
        ),
      bury: (job, error) => settle("bury", job, { error }),

      requeue: Effect.fn("PgJobQueue.requeue")(function* (id) {
        const [row] = yield* sql<{ readonly priority: number | null }>`
          select layercake.requeue_job(${keyOf(id)}) as priority
        `.pipe(unavailable("requeue"))
        const priority = row?.priority ?? null
        if (priority !== null) yield* news(tierOf(priority))
        return priority !== null
      }),

      cancel: Effect.fn("PgJobQueue.cancel")(function* (id, reason) {
        const [row] = yield* sql<{ readonly done: boolean }>`
          select layercake.cancel_job(${keyOf(id)}, ${PgJobSettler.storable(reason)}) as done
        `.pipe(despiteRaces, unavailable("cancel"))
        return row?.done === true
      }),

      move: Effect.fn("PgJobQueue.move")(function* (id, tier) {
        const [row] = yield* sql<{ readonly done: boolean }>`
          select layercake.move_job(${keyOf(id)}, ${priorityOf(tier)}::integer) as done
        `.pipe(despiteRaces, unavailable("move"))
        if (row?.done === true) yield* news(tier)
        return row?.done === true
      }),

      pause: Effect.fn("PgJobQueue.pause")(function* (tier) {
        yield* setPaused(tier, true).pipe(unavailable("pause"))
      }),

      resume: Effect.fn("PgJobQueue.resume")(function* (tier) {
        yield* setPaused(tier, false).pipe(unavailable("resume"))
        yield* news(tier)
      }),

      list: Effect.fn("PgJobQueue.list")(function* (filter: JobFilter = {}) {
        const { state = null, project = null, limit = null } = filter
        const priority = filter.tier === undefined ? null : priorityOf(filter.tier)
        const rows = yield* sql.unsafe(listing, [state, priority, project, limit]).pipe(unavailable("list"))
        return yield* jobViews(rows)
      }),

      get: Effect.fn("PgJobQueue.get")(function* (id) {
        const rows = yield* sql
          .unsafe(`${columns} where key = $1::uuid`, [keyOf(id)])
          .pipe(unavailable("get"))
        return Option.fromNullishOr((yield* jobViews(rows))[0])
      }),

      stats: sql<PgTierRow>`select * from layercake.job_stats`.pipe(
        unavailable("stats"),
        Effect.map(tierStats),
        Effect.withSpan("PgJobQueue.stats")
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

const columns = "select data, project, priority, state, attempt, error, enqueued, due from layercake.jobs"
const listing = `${columns}
  where ($1::text is null or state = $1) and ($2::integer is null or priority = $2)
    and ($3::text is null or project = $3)
  order by source_created_on, serial limit $4::bigint`
