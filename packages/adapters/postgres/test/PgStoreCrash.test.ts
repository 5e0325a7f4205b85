import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Stream } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as PgStore from "../src/PgStore.ts"
import { folder, run } from "./TestProcess.ts"

const acknowledged = 150

it.live(
  "loses nothing that was acknowledged when the process is killed",
  () =>
    Effect.gen(function* () {
      const directory = yield* folder
      // What an earlier start leaves behind that was killed while it made the database.
      mkdirSync(join(directory, "postgres.new"))
      writeFileSync(join(directory, "postgres.new", "PG_VERSION"), "half")
      const writer = yield* run("AppendForever", directory)
      yield* Effect.forEach(Array.from({ length: acknowledged }), () => writer.line, { discard: true })
      const inUse = yield* Effect.flip(Effect.provide(Effect.void, PgStore.layerEmbedded({ directory })))
      yield* writer.kill

      const found = yield* Effect.gen(function* () {
        const sql = yield* PgClient
        assert.deepStrictEqual(yield* sql`select current_setting('fsync') as fsync`, [{ fsync: "on" }])
        const stream = ProjectId.make("killed")
        const events = yield* Stream.runCollect((yield* EventStore).readStream(stream))
        const view = yield* (yield* ReadModelStore).get("last", stream, "version")
        const jobs = yield* (yield* JobQueue).list()
        return { versions: events.map((event) => event.version as number), view, jobs: jobs.length }
      }).pipe(Effect.provide(PgStore.layerEmbedded({ directory })))

      const count = found.versions.length
      assert.deepInclude(inUse, { _tag: "DirectoryInUse", pid: writer.pid })
      assert.isAtLeast(count, acknowledged)
      assert.deepStrictEqual(found, {
        versions: Array.from({ length: count }, (_, index) => index + 1),
        view: Option.some(count),
        jobs: count
      })
    }),
  120_000
)
