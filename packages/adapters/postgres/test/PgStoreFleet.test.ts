import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, describe, layer as withLayer, it } from "@effect/vitest"
import { aJob, anAppend, anEvent, aProject } from "@layercake/conformance/StoreSample"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Context, Duration, Effect, Fiber, Layer, Option, Queue, Schedule, Stream } from "effect"
import { appendCall } from "../src/PgAppend.ts"
import * as PgStore from "../src/PgStore.ts"
import { defaults, PgStoreSettings } from "../src/PgStoreSettings.ts"
import * as PostgresCluster from "./PostgresCluster.ts"

class Server extends Context.Service<Server, PostgresCluster.Cluster>()(
  "@layercake/postgres/test/PgStoreFleet.test/Server"
) {}

/** An empty database of its own. */
const emptyDatabase = Effect.fnUntraced(function* (name: string) {
  const server = yield* Server
  const admin = yield* Layer.build(PostgresCluster.client(server))
  yield* Context.get(admin, PgClient).unsafe(`create database ${name}`)
  return { server, name }
})

/** What one process of a fleet has: its own connections, and a poll so slow that only being woken can help. */
const aProcess = ({ server, name }: Effect.Success<ReturnType<typeof emptyDatabase>>) =>
  PgStore.layer.pipe(
    Layer.provideMerge(PostgresCluster.client(server, { database: name })),
    Layer.provide(Layer.succeed(PgStoreSettings, { ...defaults, poll: Duration.minutes(10) })),
    Layer.fresh,
    Layer.build
  )

const migrationsOf = (context: Context.Context<PgClient>) =>
  Context.get(context, PgClient)`select migration_id, created_at from layercake.migrations order by 1`

const until = <A, E, R>(effect: Effect.Effect<A, E, R>, is: (value: A) => boolean) =>
  Effect.repeat(effect, { until: is, schedule: Schedule.spaced("20 millis") })

const suites = () =>
  withLayer(Layer.effect(Server, PostgresCluster.cluster), {
    excludeTestServices: true,
    timeout: "60 seconds"
  })("PgStore on one server (Postgres 15)", (it) => {
    it.effect(
      "wakes the workers and the live readers of other processes, also after their connection broke",
      () =>
        Effect.gen(function* () {
          const database = yield* emptyDatabase("fleet")
          const [here, there] = [yield* aProcess(database), yield* aProcess(database)]
          const [sql, store] = [Context.get(here, PgClient), Context.get(here, EventStore)]
          const listeners = sql<{ readonly pid: number }>`
            select pid from pg_stat_activity where datname = 'fleet' and query like 'LISTEN%'`
          const stream = aProject()
          const round = Effect.gen(function* () {
            const job = yield* Effect.forkChild(Context.get(there, JobQueue).take("high"), {
              startImmediately: true
            })
            const event = yield* Context.get(there, EventStore)
              .subscribe({ stream, types: [`Round-${serial}`] })
              .pipe(Stream.take(1), Stream.runCollect, Effect.forkChild({ startImmediately: true }))
            yield* store.append(
              anAppend(stream, {
                events: [anEvent(`Round-${serial++}`)],
                jobs: [aJob({ tier: "high", project: stream })]
              })
            )
            yield* Context.get(there, JobQueue).complete(yield* Fiber.join(job))
            assert.lengthOf(yield* Fiber.join(event), 1)
          })
          let serial = 1

          yield* until(listeners, ({ length }) => length === 2)
          yield* round
          const before = yield* listeners
          yield* sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'fleet' and query like 'LISTEN%'`
          yield* until(
            listeners,
            (now) => now.length === 2 && now.every(({ pid }) => before.every((old) => old.pid !== pid))
          )
          yield* round
        })
    )

    it.effect("sends letters to other processes, and none where there are no others", () =>
      Effect.gen(function* () {
        const database = yield* emptyDatabase("letters")
        const here = yield* aProcess(database)
        const letters = yield* Context.get(here, PgClient).listen("layercake")
        const append = Context.get(here, EventStore).append
        yield* append(anAppend(aProject()))
        const alone = yield* Effect.timeoutOption(Queue.take(letters), "300 millis")

        yield* aProcess(database)
        const writer = Effect.suspend(() => append(anAppend(aProject())))
        yield* Effect.forkChild(Effect.repeat(writer, Schedule.spaced("100 millis")))
        const heard = yield* Effect.timeoutOption(Queue.take(letters), "10 seconds")

        assert.deepStrictEqual([Option.isSome(alone), Option.isSome(heard)], [false, true])
      })
    )

    it.effect("shows a live reader an event that is committed late before those that came after it", () =>
      Effect.gen(function* () {
        const database = yield* emptyDatabase("late")
        const [writer, others] = [yield* aProcess(database), yield* aProcess(database)]
        const [sql, store] = [Context.get(writer, PgClient), Context.get(others, EventStore)]
        const reader = yield* store
          .subscribe()
          .pipe(Stream.take(2), Stream.runCollect, Effect.forkChild({ startImmediately: true }))

        yield* sql.withTransaction(
          Effect.gen(function* () {
            const slow = appendCall(anAppend(aProject(), { events: [anEvent("Slow")] }), 30)
            yield* sql.unsafe(slow.statement, slow.parameters)
            yield* store.append(anAppend(aProject(), { events: [anEvent("Quick")] }))
            assert.deepStrictEqual(yield* Stream.runCollect(store.readAll()), [])
          })
        )

        const events = yield* Fiber.join(reader)
        assert.deepStrictEqual(
          events.map((event) => event.type),
          ["Slow", "Quick"]
        )
      })
    )

    it.effect("gives every job a place of its own in the line", () =>
      Effect.gen(function* () {
        const context = yield* aProcess(yield* emptyDatabase("line"))
        const jobs = Array.from({ length: 50 }, () => aJob())
        yield* Context.get(context, JobQueue).enqueue(jobs)

        const rows = yield* Context.get(context, PgClient)`
          select count(distinct place)::integer as places from layercake.jobs`

        assert.deepStrictEqual(rows, [{ places: jobs.length }])
      })
    )

    it.effect("says that the store is unavailable while the server refuses, and works again afterwards", () =>
      Effect.gen(function* () {
        const database = yield* emptyDatabase("refusing")
        const context = yield* aProcess(database)
        const [store, queue] = [Context.get(context, EventStore), Context.get(context, JobQueue)]
        const stream = aProject()
        const admin = Context.get(yield* Layer.build(PostgresCluster.client(database.server)), PgClient)
        const waiting = yield* Effect.forkChild(queue.take("low"), { startImmediately: true })

        yield* admin`alter database refusing allow_connections false`
        yield* admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'refusing'`
        const errors = [
          yield* Effect.flip(store.append(anAppend(stream))),
          yield* Effect.flip(Stream.runDrain(store.readStream(stream))),
          yield* Effect.flip(queue.take("low")),
          yield* Effect.flip(Fiber.join(waiting)),
          yield* Effect.flip(queue.list())
        ]
        yield* admin`alter database refusing allow_connections true`
        yield* store.append(anAppend(stream, { jobs: [aJob({ tier: "low", project: stream })] }))
        const job = yield* queue.take("low")

        assert.deepStrictEqual(
          errors.map((error) => error._tag),
          errors.map(() => "StoreUnavailable")
        )
        assert.strictEqual(job.project, stream)
      })
    )

    it.effect(
      "makes its tables once when several processes start at the same time, and leaves them as they are later",
      () =>
        Effect.gen(function* () {
          const database = yield* emptyDatabase("starting")

          const contexts = yield* Effect.all(
            Array.from({ length: 3 }, () => aProcess(database)),
            { concurrency: "unbounded" }
          )
          const migrations = yield* Effect.forEach(contexts, migrationsOf)
          const again = yield* aProcess(database)

          const stream = aProject()
          for (const context of [...contexts, again])
            yield* Context.get(context, EventStore).append(anAppend(stream))
          assert.isNotEmpty(migrations[0])
          for (const seen of migrations) assert.deepStrictEqual(yield* migrationsOf(again), seen)
        })
    )

    it.effect("goes on above the log when a dump was restored into a younger server", () =>
      Effect.gen(function* () {
        const database = yield* emptyDatabase("restored")
        const before = yield* aProcess(database)
        const stream = aProject()
        yield* Context.get(before, EventStore).append(anAppend(stream))
        // As if these events had been written where transactions have much higher numbers.
        yield* Context.get(
          before,
          PgClient
        )`update layercake.events set position = position + (1::bigint << 40)`

        const after = yield* aProcess(database)
        const store = Context.get(after, EventStore)
        const receipt = yield* store.append(anAppend(stream))
        const seen = yield* store.subscribe().pipe(Stream.take(2), Stream.runCollect)

        assert.deepStrictEqual(
          seen.map((event) => event.version as number),
          [1, 2]
        )
        assert.deepStrictEqual(seen[1]?.position, receipt.positions[0] ?? Position.make(0))
        assert.deepStrictEqual(yield* Context.get(after, PgClient)`select epoch from layercake.log_epoch`, [
          { epoch: 2 }
        ])
      })
    )
  })

if (PostgresCluster.isInstalled) suites()
else
  describe("PgStore on one server", () => it.skip(`is not tested: ${PostgresCluster.notInstalled}`, () => {}))
