import { Effect, Layer, Fiber, Duration } from "effect"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { SqlClient } from "effect/sql/SqlClient"
import * as PgStore from "/work/main/packages/adapters/postgres/src/PgStore.ts"
import * as PostgresCluster from "/work/main/packages/adapters/postgres/test/PostgresCluster.ts"
import { anAppend, aProject, anEvent, aJob } from "@layercake/conformance/StoreSample"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import fs from "node:fs"
const q = (xs: number[], p: number) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length * p)]!.toFixed(2)
const payload = { text: "x".repeat(340) }
const request = (stream: any, jobs = true) => anAppend(stream, {
  events: [anEvent("Sample", payload)],
  views: jobs ? ["a", "b", "c"].map((key) => ({ projection: "board", project: stream, key, row: { n: 1, t: "y".repeat(100) } })) : [],
  jobs: jobs ? [aJob({ project: stream, tier: "low" })] : []
})
const program = Effect.gen(function* () {
  const store = yield* EventStore, queue = yield* JobQueue
  const timed = <A, E, R>(e: Effect.Effect<A, E, R>) => Effect.suspend(() => { const t = performance.now(); return Effect.map(e, () => performance.now() - t) })
  const s = aProject()
  for (let i = 0; i < 300; i++) yield* store.append(request(s))
  for (const [name, jobs] of [["1 event", false], ["1 event, 3 views, 1 job", true]] as const) {
    const xs: number[] = []
    let s = aProject()
    for (let i = 0; i < 1000; i++) { if (i % 100 === 0) s = aProject(); xs.push(yield* timed(store.append(request(s, jobs)))) }
    console.log(name, "p50", q(xs, .5), "p95", q(xs, .95), "max", q(xs, .9999), "/s", Math.round(1000 / (xs.reduce((a, b) => a + b) / 1000)))
    const t = performance.now()
    yield* Effect.forEach(Array.from({ length: 8 }), () => Effect.gen(function* () { let s = aProject(); for (let i = 0; i < 300; i++) { if (i % 100 === 0) s = aProject(); yield* store.append(request(s, jobs)) } }), { concurrency: 8 })
    console.log("  8 writers /s", Math.round(2400 / (performance.now() - t) * 1000))
  }
  const sb = aProject(); let t = performance.now()
  for (let i = 0; i < 50; i++) yield* store.append(anAppend(sb, { events: Array.from({ length: 100 }, () => anEvent("Sample", payload)) }))
  console.log("batch 100: events/s", Math.round(5000 / (performance.now() - t) * 1000))
  t = performance.now(); let n = 0
  const { Stream } = yield* Effect.promise(() => import("effect"))
  yield* Stream.runForEach(store.readStream(sb), () => Effect.sync(() => { n++ }))
  console.log("read stream", n, "events/s", Math.round(n / (performance.now() - t) * 1000))
  t = performance.now(); n = 0
  yield* Stream.runForEachArray(store.readAll(), (es) => Effect.sync(() => { n += es.length }))
  console.log("read all", n, "events/s", Math.round(n / (performance.now() - t) * 1000))
  // pick-up
  const xs: number[] = []
  for (let i = 0; i < 60; i++) {
    const f = yield* Effect.forkChild(queue.take("critical"), { startImmediately: true })
    yield* Effect.sleep(Duration.millis(30))
    const t = performance.now()
    yield* queue.enqueue([aJob({ tier: "critical" })])
    const job = yield* Fiber.join(f); xs.push(performance.now() - t)
    yield* queue.complete(job)
  }
  console.log("pick-up idle p50", q(xs, .5), "p95", q(xs, .95))
  const xs2: number[] = []
  for (let i = 0; i < 60; i++) {
    const f = yield* Effect.forkChild(queue.take("critical"), { startImmediately: true })
    yield* Effect.sleep(Duration.millis(30))
    const t = performance.now(); const p = aProject()
    yield* store.append(anAppend(p, { jobs: [aJob({ tier: "critical", project: p })] }))
    const job = yield* Fiber.join(f); xs2.push(performance.now() - t)
    yield* queue.complete(job)
  }
  console.log("append to pick-up p50", q(xs2, .5), "p95", q(xs2, .95))
  const N = 2000
  yield* queue.enqueue(Array.from({ length: N }, () => aJob({ tier: "high" })))
  t = performance.now()
  yield* Effect.forEach(Array.from({ length: 11 }), (_, w) => Effect.gen(function* () { for (let i = w; i < N; i += 11) yield* queue.complete(yield* queue.take("high")) }), { concurrency: "unbounded" })
  console.log("drain/s 11 workers", Math.round(N / (performance.now() - t) * 1000))
})
const dir = "/tmp/spike/embedded"
if (process.argv[3] !== "keep") fs.rmSync(dir, { recursive: true, force: true })
const layer = process.argv[2] === "pg" ? PgStore.layer.pipe(Layer.provideMerge(PostgresCluster.layer)) : PgStore.layerEmbedded({ directory: dir })
const t0 = performance.now()
const started = Effect.gen(function* () { yield* EventStore; console.log("started ms", Math.round(performance.now() - t0)) })
NodeRuntime.runMain((process.argv[3] === "start" || process.argv[4] === "start" ? started : Effect.andThen(started, program)).pipe(Effect.provide(layer), Effect.tap(() => Effect.sync(() => console.log("closed at", Math.round(performance.now() - t0), "rss", Math.round(process.memoryUsage().rss / 1e6))))))
