import { assert, describe, it } from "@effect/vitest"
import { makeClient, PgClient } from "@effect/sql-pg/PgClient"
import { Effect, Exit, Fiber, Schedule } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import * as PgliteClient from "../src/PgliteClient.ts"
import { tidy } from "../src/PgliteUpkeep.ts"
import { shared } from "./LayerPerFile.ts"
import { folder } from "./TestProcess.ts"

/** Measures the longest time for which no timer of its thread ran. */
const otherThread = `
const { parentPort } = require("node:worker_threads")
let [last, longest] = [performance.now(), 0]
const look = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now }
const timer = setInterval(look, 2)
parentPort.once("message", () => { look(); clearInterval(timer); parentPort.postMessage(longest) })`

/** For this thread while the effect runs, and for another that does nothing: what the machine itself makes wait. */
const longestStalls = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const idle = new Worker(otherThread, { eval: true })
  let [last, longest] = [performance.now(), 0]
  const look = Effect.sync(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  })
  yield* Effect.raceFirst(effect, Effect.repeat(look, Schedule.spaced("2 millis")))
  yield* look
  const machine = yield* Effect.callback<number>((resume) => {
    idle.once("message", (millis: number) => resume(Effect.succeed(millis)))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    idle.postMessage("stop")
  })
  return { thread: longest, machine }
})

describe("PgliteClient", () => {
  it.layer(shared(PgliteClient.layer({})), { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.effect("leaves the timers of the main thread alone during a query of seconds", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient

        // Other programs on the machine make threads wait too, but hardly three times in a row.
        const stall = yield* Effect.repeat(longestStalls(sql`select pg_sleep(3)`), {
          until: ({ thread }) => thread < 50,
          times: 2
        })

        assert.isBelow(stall.thread, 50 + 2 * stall.machine)
        assert.isBelow(stall.thread, 1500)
      })
    )

    it.effect("rolls back what an interrupted transaction had done, and goes on", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient
        yield* sql`create table interrupted (n integer)`
        const begun = yield* Effect.forkChild(
          sql.withTransaction(
            Effect.andThen(sql`insert into interrupted values (1)`, sql`select pg_sleep(0.5)`)
          ),
          { startImmediately: true }
        )
        yield* Effect.repeat(Effect.yieldNow, { times: 10 })

        yield* Fiber.interrupt(begun)

        assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(begun)))
        assert.deepStrictEqual(yield* sql`select n from interrupted`, [])
      })
    )

    it.effect("leaves nothing of a connection that ended inside a transaction", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient
        const connection = makeClient(sql.config).pipe(Effect.provide(Reactivity.layer))
        yield* sql`create table abandoned (n integer)`
        yield* Effect.scoped(
          Effect.gen(function* () {
            const other = yield* connection
            yield* other.unsafe("begin")
            yield* other`insert into abandoned values (1)`
          })
        )

        const rows = yield* Effect.scoped(Effect.flatMap(connection, (next) => next`select n from abandoned`))

        assert.deepStrictEqual(rows, [])
        assert.deepStrictEqual(yield* sql`select n from abandoned`, [])
      })
    )

    it.effect("carries parameters and results of many megabytes", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient
        const bytes = new Uint8Array(24 * 1024 * 1024).fill(7)

        const [row] = yield* sql<{ readonly same: Uint8Array }>`select ${bytes} as same`

        assert.strictEqual(Buffer.compare(row?.same ?? Buffer.alloc(0), bytes), 0)
      })
    )

    it.effect("makes a checkpoint when enough has changed", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient
        yield* tidy(0)
        assert.isFalse(yield* tidy(1024 * 1024))
        yield* sql`create table changed as select n, repeat('x', 1000) from generate_series(1, 2000) as n`

        assert.isTrue(yield* tidy(1024 * 1024))

        assert.isFalse(yield* tidy(1024 * 1024))
      })
    )

    it.effect("reports what the database refuses as a typed error, and goes on", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient

        const error = yield* Effect.flip(sql`select nothing from nowhere`)

        assert.strictEqual(error.reason._tag, "SqlSyntaxError")
        assert.deepStrictEqual(yield* sql`select 1 as one`, [{ one: 1 }])
      })
    )
  })

  it.live("says which directory did not open", () =>
    Effect.gen(function* () {
      const directory = yield* folder
      writeFileSync(join(directory, "postgres"), "not a database")

      const error = yield* Effect.flip(Effect.provide(Effect.void, PgliteClient.layer({ directory })))

      assert.strictEqual(error._tag, "PgliteFailed")
      assert.include(error.message, directory)
    })
  )
})
