/**
 * The peer on Postgres and PGlite: pg-boss used directly. Woken by NOTIFY, fetched in batches, completed in batches; once
 * through its own workers, and once without them, in batches so large that no job could be seen to by itself.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { statements } from "@layercake/postgres/PgScript"
import { Deferred, Effect } from "effect"
import { type ConstructorOptions, PgBoss } from "pg-boss"
import { attempt, timed } from "./Bench.ts"
import { fillBatch, makePickUps, type QueueContender } from "./QueueContender.ts"

const peer = "pg-boss 12.38 bare"

/** Its workers as one would use them. */
const workerOptions = { batchSize: 100, localConcurrency: 4 }
/** Larger ones hardly make it faster. */
const byFetching = { batchSize: 500, fetchers: 4 }

export interface PgBossRivals {
  readonly workers: Rival
  readonly fetching: Rival
}
interface Rival {
  readonly peer: string
  readonly queue: QueueContender
}

const queueName = "bench"
const payload = { project: "p-1", kind: "run-agent", gate: "G1", note: "x".repeat(120) }

/** With connections of its own. */
export const onServer = (url: string) => open({ connectionString: url, useListenNotify: true })

/** Over the connection to the embedded database, which it cannot listen on. */
export const onPglite = (sql: PgClient) =>
  open({
    backend: "pglite",
    monitorVacuum: false,
    db: { executeSql: (text, values = []) => Effect.runPromise(execute(sql, text, values)) }
  })

const open = Effect.fn("PgBossBare.open")(function* (options: ConstructorOptions) {
  const boss = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const boss = new PgBoss({ schedule: false, schema: "pgboss_bench", ...options })
      return boss.on("error", () => {})
    }),
    (boss) => Effect.ignore(attempt(peer, () => boss.stop({ graceful: false })))
  )
  yield* attempt(peer, () => boss.start())
  yield* attempt(peer, () => boss.createQueue(queueName, { notify: true }))

  const fill = Effect.fnUntraced(function* (jobs: number) {
    yield* attempt(peer, () => boss.deleteAllJobs(queueName))
    for (let from = 0; from < jobs; from += fillBatch) {
      const batch = Array.from({ length: Math.min(fillBatch, jobs - from) }, () => ({ data: payload }))
      yield* attempt(peer, () => boss.insert(queueName, batch))
    }
  })
  const worker = (handle: (jobs: number) => void) =>
    Effect.acquireRelease(
      attempt(peer, () =>
        boss.work(queueName, { ...workerOptions, burstWhenBatchFull: true }, (jobs) =>
          Promise.resolve(handle(jobs.length))
        )
      ),
      () => Effect.ignore(attempt(peer, () => boss.offWork(queueName)))
    )
  const fetcher = Effect.gen(function* () {
    for (;;) {
      const jobs = yield* attempt(peer, () => boss.fetch(queueName, { batchSize: byFetching.batchSize }))
      if (jobs.length === 0) return
      const done = jobs.map((job) => job.id)
      yield* attempt(peer, () => boss.complete(queueName, done))
    }
  })
  const pickUp: QueueContender["pickUp"] = Effect.fnUntraced(function* (jobs) {
    const { measure, picked } = makePickUps()
    yield* worker(picked)
    return yield* measure(jobs, () => attempt(peer, () => boss.send(queueName, payload)))
  }, Effect.scoped)

  const rivals: PgBossRivals = {
    workers: {
      peer: `${peer}, work() in ${workerOptions.batchSize}s`,
      queue: {
        pickUp,
        // To the moment when the last handler has its job; completing that one is not waited for.
        drain: Effect.fnUntraced(function* (jobs) {
          yield* fill(jobs)
          const empty = yield* Deferred.make<void>()
          let left = jobs
          const handle = (count: number) => {
            left -= count
            if (left === 0) Deferred.doneUnsafe(empty, Effect.void)
          }
          const millis = yield* timed(Effect.andThen(worker(handle), Deferred.await(empty)))
          return (jobs / millis) * 1000
        }, Effect.scoped)
      }
    },
    fetching: {
      peer: `${peer}, fetch() in ${byFetching.batchSize}s`,
      queue: {
        pickUp,
        drain: Effect.fnUntraced(function* (jobs) {
          yield* fill(jobs)
          const all = Array.from({ length: byFetching.fetchers }, () => fetcher)
          const millis = yield* timed(Effect.all(all, { concurrency: "unbounded", discard: true }))
          return (jobs / millis) * 1000
        })
      }
    }
  }
  return rivals
})

/** Scripts hold several statements and transactions of their own. */
const execute = (sql: PgClient, text: string, values: ReadonlyArray<unknown>) => {
  const script = values.length === 0 ? statements(text) : [text]
  const rows =
    script.length === 1
      ? sql.unsafe<object>(text, values)
      : Effect.scoped(
          Effect.flatMap(sql.reserve, (connection) =>
            Effect.forEach(script, (statement) => connection.executeUnprepared(statement, [], undefined))
          )
        ).pipe(Effect.map((results) => results.flat()))
  return Effect.map(rows, (found) => ({ rows: Array.from(found) }))
}
