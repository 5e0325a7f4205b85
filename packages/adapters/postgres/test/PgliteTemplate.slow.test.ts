import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as PgliteClient from "../src/PgliteClient.ts"
import { folder } from "./TestProcess.ts"

/** What a new database in a new directory answers; its thread looks for the template where this thread's `TMPDIR` is. */
const started = Effect.gen(function* () {
  const directory = yield* folder
  return yield* Effect.provide(
    Effect.gen(function* () {
      const sql = yield* PgClient
      yield* sql`create table made (n integer)`
      yield* sql`insert into made values (1)`
      return yield* sql`select n, current_setting('fsync') as fsync from made`
    }),
    PgliteClient.layer({ directory })
  )
})

it.live(
  "begins with a template that it has made itself, and without one that is spoilt or open to others",
  () =>
    Effect.gen(function* () {
      const temporary = yield* folder
      const before = process.env["TMPDIR"]
      process.env["TMPDIR"] = temporary
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          if (before === undefined) delete process.env["TMPDIR"]
          else process.env["TMPDIR"] = before
        })
      )
      const answers = [yield* started]
      const [place = ""] = readdirSync(temporary)
      const [name = ""] = readdirSync(join(temporary, place))
      const template = join(temporary, place, name)
      const made = statSync(template)

      answers.push(yield* started)
      assert.strictEqual(statSync(template).mtimeMs, made.mtimeMs)
      writeFileSync(template, "spoilt")
      answers.push(yield* started)
      assert.isAbove(statSync(template).size, 1_000_000)
      chmodSync(join(temporary, place), 0o777)
      writeFileSync(template, "planted")
      answers.push(yield* started)

      assert.deepStrictEqual(
        answers,
        answers.map(() => [{ n: 1, fsync: "on" }])
      )
      assert.strictEqual(statSync(template).size, "planted".length)
      assert.strictEqual(made.mode & 0o077, 0)
    }),
  240_000
)
