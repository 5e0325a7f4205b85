/**
 * On the embedded database: what a person typed is in one table only, and after it was erased in none.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { PauseProject } from "@layercake/core/project/ProjectCommand"
import { AddNote, RecordDecision } from "@layercake/core/register/RegisterCommand"
import { bytesOf } from "@layercake/core/store/BlobText"
import * as PgStore from "@layercake/postgres/PgStore"
import { Commands } from "@layercake/runtime/command/Commands"
import * as PersonErasure from "@layercake/runtime/erasure/PersonErasure"
import * as Factory from "@layercake/runtime/Factory"
import * as Intake from "@layercake/runtime/intake/Intake"
import * as Verification from "@layercake/runtime/verify/Verification"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

const rooms = ProjectId.make("rooms")
const [ada, grace] = [person("ada"), person("grace")]
const secret = "Lovelace-Street-12"

/** Tables with a row that holds the text, as text or as bytes. */
const tablesWith = Effect.fnUntraced(function* (text: string) {
  const sql = yield* SqlClient
  const tables = yield* sql<{ readonly name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`
  assert.isAbove(tables.length, 5)
  const hex = Array.from(bytesOf(text), (byte) => byte.toString(16).padStart(2, "0")).join("")
  const found = yield* Effect.forEach(tables, ({ name }) =>
    Effect.map(
      sql.unsafe<{ readonly rows: bigint }>(
        `select count(*) as rows from ${name} t where t::text like $1 or t::text like $2`,
        [`%${text}%`, `%${hex}%`]
      ),
      ([counted]) => (Number(counted?.rows ?? 0) > 0 ? [name] : [])
    )
  )
  return found.flat()
})

describe("what a person typed, on the embedded database", () => {
  it.live(
    "is among the contents only, and nowhere after it was erased",
    () =>
      Effect.gen(function* () {
        const commands = yield* Commands
        yield* Intake.take({ brief: bytesOf("# Rooms\n\nBook a room.\n"), project: rooms }, ada)
        for (const command of [
          new AddNote({ text: `A note about ${secret}` }),
          new RecordDecision({ title: `At ${secret}`, reason: `Because of ${secret}` }),
          new PauseProject({ reason: `Moved to ${secret}` })
        ])
          yield* commands.execute(rooms, command, { actor: grace })
        assert.deepStrictEqual(yield* tablesWith(secret), ["layercake.blobs"])

        const { texts } = yield* PersonErasure.erase("grace", "asked for", ada)
        assert.strictEqual(texts, 4)
        assert.deepStrictEqual(yield* tablesWith(secret), [])
        const verified = yield* Verification.verify()
        assert.deepStrictEqual([verified.differences, verified.erased], [[], 4])
      }).pipe(Effect.provide(Factory.layer([]).pipe(Layer.provideMerge(PgStore.layerEmbeddedMemory)))),
    60_000
  )
})
