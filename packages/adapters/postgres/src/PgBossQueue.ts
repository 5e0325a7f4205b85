/**
 * pg-boss over our own connections: its tables, its migrations, its way to claim a job, its upkeep. What LayerCake
 * asks of a job beyond that is SQL in `migration/PgJobFunctions`. Retention and retries are not left to pg-boss.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Context, Effect, Layer, Schema } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import { PgBoss } from "pg-boss"
import { jobSchema, jobTableScript, queueName } from "./PgJobTable.ts"
import { statements } from "./PgScript.ts"

/** pg-boss could not make, migrate or open its tables. */
export class PgBossFailed extends Schema.TaggedError<PgBossFailed>()("PgBossFailed", {
  cause: Schema.Defect()
}) {
  override get message() {
    return `The job tables in schema ${jobSchema} did not open. Check that this database user may create and change them.`
  }
}

/** Started: the tables are there and as new as the library, or newer. Stops with its scope. */
export class PgBossQueue extends Context.Service<PgBossQueue, PgBoss>()("@layercake/postgres/PgBossQueue") {}

export const layer: Layer.Layer<PgBossQueue, PgBossFailed, PgClient.PgClient> = Layer.effect(
  PgBossQueue,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const context = yield* Effect.context()
    const attempt = <A>(promise: () => Promise<A>) =>
      Effect.tryPromise({ try: promise, catch: (cause) => new PgBossFailed({ cause }) })

    const boss = new PgBoss({
      db: {
        executeSql: (text, values = []) =>
          Effect.runPromiseWith(context)(
            execute(sql, text, values).pipe(Effect.mapError(({ reason }) => reason.cause))
          )
      },
      schema: jobSchema,
      ...(sql.driver === "pglite" ? { backend: "pglite", monitorVacuum: false } : {}),
      schedule: false,
      registerInstance: false,
      openTelemetry: { enabled: false }
    })
    const report = (message: string) => (cause: unknown) =>
      Effect.runForkWith(context)(Effect.logWarning(message, cause))
    boss.on("error", report("pg-boss failed at its upkeep"))
    boss.on("warning", report("pg-boss warns"))

    // Also after a start that failed half-way.
    yield* Effect.addFinalizer(() => Effect.ignore(attempt(() => boss.stop({ graceful: false }))))
    yield* attempt(() => boss.start())
    yield* makeTable(sql).pipe(Effect.mapError((cause) => new PgBossFailed({ cause })))
    return boss
  })
)

/** Before pg-boss first asks where our queue lies. */
const makeTable = (sql: PgClient.PgClient) =>
  sql.withTransaction(
    Effect.gen(function* () {
      // Whoever starts at the same time waits here, and then finds everything done.
      yield* sql`select pg_advisory_xact_lock(1279350605)`
      const queues = yield* sql`select 1 from ${sql(`${jobSchema}.queue`)} where name = ${queueName}`
      if (queues.length === 0) yield* Effect.forEach(jobTableScript, (statement) => sql.unsafe(statement))
    })
  )

/** Text without values may be a script that opens and ends its own transaction, so it gets a connection of its own. */
const execute = (
  sql: PgClient.PgClient,
  text: string,
  values: ReadonlyArray<unknown>
): Effect.Effect<{ rows: Array<object> }, SqlError> => {
  const script = values.length === 0 ? statements(text) : [text]
  const rows =
    script.length === 1
      ? sql.unsafe(text, values)
      : Effect.scoped(
          Effect.flatMap(sql.reserve, (connection) =>
            Effect.forEach(script, (statement) =>
              connection.executeUnprepared(statement, [], undefined)
            ).pipe(
              Effect.tapError(() => Effect.ignore(connection.executeUnprepared("ROLLBACK", [], undefined))),
              Effect.map((results) => results.flat())
            )
          )
        )
  return Effect.map(rows, (found) => ({ rows: Array.from(found) }))
}
