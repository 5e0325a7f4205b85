import { Effect, Layer } from "effect"
import { EventStore } from "@layercake/core/store/EventStore"
import { PgClient } from "@effect/sql-pg/PgClient"
import * as PgStore from "/work/main/packages/adapters/postgres/src/PgStore.ts"
import * as PostgresCluster from "/work/main/packages/adapters/postgres/test/PostgresCluster.ts"
import { anAppend, aProject, anEvent, aJob } from "@layercake/conformance/StoreSample"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import fs from "node:fs"
import { execFileSync } from "node:child_process"
const payload = { text: "x".repeat(340) }
const cpu = (pid: number) => { const f = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" "); return (Number(f[11]) + Number(f[12])) * 10 }
const program = Effect.gen(function* () {
  const store = yield* EventStore, sql = yield* PgClient
  const main = Number(execFileSync("pgrep", ["-o", "-f", "bin/postgres -D /tmp/layercake"]).toString())
  const all = () => execFileSync("pgrep", ["-P", String(main)]).toString().trim().split("\n").reduce((a, p) => a + cpu(Number(p)), 0)
  const measure = (name: string, n: number, f: (i: number) => Effect.Effect<unknown, any>) => Effect.gen(function* () {
    for (let i = 0; i < 200; i++) yield* f(-i - 1)
    const a = all(), u = process.cpuUsage(), t = performance.now()
    for (let i = 0; i < n; i++) yield* f(i)
    const d = process.cpuUsage(u), e = all()
    console.log(name, "backend µs/op", Math.round((e - a) * 1000 / n), "client µs/op", Math.round((d.user + d.system) / n), "wall", Math.round((performance.now() - t) * 1000 / n))
  })
  yield* sql`create table raw (position bigint generated always as identity primary key, xid xid8 default pg_current_xact_id(), stream text, version int, type text, data jsonb, metadata jsonb, unique(stream, version))`
  const N = 1500
  yield* measure("raw insert", N, (i) => sql`insert into raw (stream, version, type, data, metadata) values (${"s"}, ${i}::int, ${"Sample"}, ${JSON.stringify(payload)}::jsonb, ${JSON.stringify(anEvent("x").metadata)}::jsonb)`)
  yield* measure("select 1", N, () => sql`select 1`)
  let s = aProject()
  yield* measure("append 1", N, (i) => { if (i % 100 === 0) s = aProject(); return store.append(anAppend(s, { events: [anEvent("Sample", payload)] })) })
  yield* measure("append 1+3", N, (i) => { if (i % 100 === 0) s = aProject(); return store.append(anAppend(s, { events: [anEvent("Sample", payload)], views: ["a", "b", "c"].map((key) => ({ projection: "board", project: s, key, row: { n: 1, t: "y".repeat(100) } })) })) })
  yield* measure("append 1+1job", N, (i) => { if (i % 100 === 0) s = aProject(); return store.append(anAppend(s, { events: [anEvent("Sample", payload)], jobs: [aJob({ project: s, tier: "low" })] })) })
})
NodeRuntime.runMain(program.pipe(Effect.provide(PgStore.layer.pipe(Layer.provideMerge(PostgresCluster.layer)))))
