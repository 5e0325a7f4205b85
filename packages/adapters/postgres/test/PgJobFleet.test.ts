/**
 * The queue where several processes share one server, and where pg-boss looks after it.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, describe, layer as withLayer, it } from "@effect/vitest"
import { aJob, aProject } from "@layercake/conformance/StoreSample"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Context, Duration, Effect, Fiber, Layer, Option, Schedule } from "effect"
import { PgBossQueue } from "../src/PgBossQueue.ts"
import * as PgBoss from "../src/PgBossQueue.ts"
import * as PgJobQueue from "../src/PgJobQueue.ts"
import * as PgMigrations from "../src/PgMigrations.ts"
import * as PgSignal from "../src/PgSignal.ts"
import { defaults, PgStoreSettings } from "../src/PgStoreSettings.ts"
import * as PostgresCluster from "./PostgresCluster.ts"

class Server extends Context.Service<Server, PostgresCluster.Cluster>()(
  "@layercake/postgres/test/PgJobFleet.test/Server"
) {}

/** One process with connections of its own, and a poll so slow that only being woken can help. */
const aProcess = Effect.flatMap(Server, (server) =>
  PgJobQueue.layer.pipe(
    Layer.provide(PgSignal.layer),
    Layer.provide(PgMigrations.layer),
    Layer.provideMerge(PgBoss.layer),
    Layer.provideMerge(PostgresCluster.client(server)),
    Layer.provide(
      Layer.succeed(PgStoreSettings, {
        ...defaults,
        lease: Duration.seconds(30),
        poll: Duration.minutes(10)
      })
    ),
    Layer.fresh,
    Layer.build
  )
)

const queueOf = (context: Context.Context<JobQueue>) => Context.get(context, JobQueue)

/** Both processes have to listen before only a letter can wake them. */
const listening = (context: Context.Context<PgClient>, count: number) =>
  Effect.repeat(Context.get(context, PgClient)`select pid from pg_stat_activity where query like 'LISTEN%'`, {
    until: (rows) => rows.length === count,
    schedule: Schedule.spaced("20 millis")
  })

const suites = () =>
  withLayer(Layer.effect(Server, PostgresCluster.cluster), {
    excludeTestServices: true,
    timeout: "60 seconds"
  })("PgJobQueue on one server (Postgres 15)", (it) => {
    it.effect("obeys in every process a pause that one was told, and goes on when it is resumed", () =>
      Effect.gen(function* () {
        const [here, there] = [yield* aProcess, yield* aProcess]
        yield* listening(here, 2)
        const job = aJob({ tier: "high" })
        yield* queueOf(here).pause("high")

        const taking = yield* Effect.forkChild(queueOf(there).take("high"), { startImmediately: true })
        yield* queueOf(here).enqueue([job])
        // Has been through the same loop after the paused one.
        yield* queueOf(there).enqueue([aJob({ tier: "low" })])
        yield* queueOf(there).complete(yield* queueOf(there).take("low"))
        assert.isUndefined(taking.pollUnsafe())
        assert.isTrue((yield* queueOf(there).stats)[1]?.paused)

        yield* queueOf(here).resume("high")
        const taken = yield* Fiber.join(taking)
        assert.strictEqual(taken.id, job.id)
        yield* queueOf(there).complete(taken)
      })
    )

    it.effect("shares the jobs of a burst, each done once, and lets the projects take turns", () =>
      Effect.gen(function* () {
        const [here, there] = [yield* aProcess, yield* aProcess]
        const projects = [aProject(), aProject(), aProject()]
        const jobs = Array.from({ length: 300 }, (_, index) =>
          aJob({ project: projects[index < 200 ? 0 : index < 290 ? 1 : 2]! })
        )
        yield* queueOf(here).enqueue(jobs)

        const done: Array<{ readonly id: string; readonly project: string }> = []
        const worker = (queue: JobQueue["Service"]) =>
          queue.take("medium").pipe(
            Effect.tap((job) => Effect.sync(() => done.push(job))),
            Effect.flatMap(queue.complete),
            Effect.forever
          )
        const workers = yield* Effect.forEach([here, there], (context) =>
          Effect.forEach(Array.from({ length: 10 }), () => Effect.forkChild(worker(queueOf(context))))
        )
        yield* Effect.repeat(queueOf(here).list(), {
          until: (left) => left.length === 0,
          schedule: Schedule.spaced("20 millis")
        })
        yield* Fiber.interruptAll(workers.flat())

        assert.deepStrictEqual(done.map(({ id }) => id).sort(), jobs.map(({ id }) => id).sort())
        // Ten of the last project stand behind at most ten of each other one, and what was under way.
        const last = done.map(({ project }) => project).lastIndexOf(projects[2]!)
        assert.isBelow(last, 30 + 20)
      })
    )

    it.effect("leaves its jobs to pg-boss's upkeep unharmed, in whatever state", () =>
      Effect.gen(function* () {
        const context = yield* aProcess
        const [queue, sql, boss] = [
          queueOf(context),
          Context.get(context, PgClient),
          Context.get(context, PgBossQueue)
        ]
        const errors: Array<unknown> = []
        boss.on("error", (error) => errors.push(error))
        const jobs = [aJob(), aJob(), aJob(), aJob(), aJob({ delayMillis: 3_600_000 })]
        yield* queue.enqueue(jobs)
        yield* queue.bury(yield* queue.take("medium"), "gave up")
        yield* queue.take("medium")
        yield* queue.cancel(jobs[2]!.id, "not wanted")
        const before = yield* queue.list()

        // As if everything lay there for years.
        yield* sql`update layercake_jobs.queue set maintain_on = null, monitor_on = null, monitor_claim_on = null`
        yield* Effect.promise(() => boss.supervise())

        assert.deepStrictEqual(errors, [])
        assert.deepStrictEqual(yield* queue.list(), before)
        assert.deepStrictEqual(
          before.map(({ state }) => state),
          ["dead", "running", "cancelled", "waiting", "delayed"]
        )
        assert.isTrue(Option.isSome(yield* queue.get(jobs[0]!.id)))
      })
    )

    it.effect("forgets the turns that are served and the deliveries of the day before", () =>
      Effect.gen(function* () {
        const context = yield* aProcess
        const [queue, sql] = [queueOf(context), Context.get(context, PgClient)]
        const [old, waiting] = [aProject(), aProject()]
        yield* queue.enqueue([aJob({ project: old, tier: "critical" })])
        yield* queue.complete(yield* queue.take("critical"))
        yield* queue.enqueue(Array.from({ length: 3 }, () => aJob({ project: waiting, tier: "critical" })))
        yield* queue.complete(yield* queue.take("critical"))
        yield* queue.complete(yield* queue.take("critical"))
        yield* sql`update layercake.job_ends set ended_at = now() - interval '25 hours' where priority = 3`

        yield* sql`select layercake.forget_jobs()`

        const turns = yield* sql<{ readonly project: string }>`
            select project from layercake.job_turns where priority = 3`
        assert.deepStrictEqual(
          turns.map(({ project }) => project),
          [waiting as string]
        )
        assert.lengthOf(yield* sql`select 1 from layercake.job_ends where priority = 3`, 0)
      })
    )
  })

if (PostgresCluster.isInstalled) suites()
else
  describe("PgJobQueue on one server", () =>
    it.skip(`is not tested: ${PostgresCluster.notInstalled}`, () => {}))
