import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isInstalled } from "../src/BenchPostgres.ts"
import * as BenchRedis from "../src/BenchRedis.ts"
import { run } from "./BenchProcess.ts"

const measured = Effect.fnUntraced(function* (parameters: ReadonlyArray<string>) {
  const ran = yield* run([...parameters, "--json", "--runs", "1"])
  assert.strictEqual(ran.code, 0, ran.stderr)
  assert.deepStrictEqual(ran.left, [])
  for (const { bench, ours } of ran.figures) assert.isAbove(ours, 0, bench)
  return Array.from(new Set(ran.figures.map((figure) => figure.bench)))
})

/** Of the log, wherever it lies. */
const figures = (prefix: string) =>
  [
    "append.1-event",
    "append.10-events",
    "append.100-events",
    "append.8-writers",
    "read-stream.10000-events",
    "catch-up.3-projections",
    "verify",
    ...[10, 1000, 10_000].flatMap((crowd) =>
      ["state-at.10000-events", "projects-page", "projects-page.member"].map(
        (name) => `${name}.${crowd}-projects`
      )
    )
  ].map((name) => `${prefix}.${name}`)

describe.skipIf(!isInstalled)("the benchmarks, small (need PostgreSQL)", () => {
  it.live(
    "measure every figure of the log, on Postgres and in the embedded database",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* measured(["log", "--scale", "0.01"]), [
          ...figures("log"),
          ...figures("log.pglite"),
          "log.pglite.append.p50",
          "log.pglite.append.p95",
          "log.pglite.timer-delay.3-s-query",
          "log.pglite.start.first",
          "log.pglite.start.again"
        ])
      }),
    240_000
  )

  it.live.skipIf(!BenchRedis.isInstalled)(
    "measure every figure of the queue, on Postgres, PGlite and Redis (needs redis-server)",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* measured(["queue", "--scale", "0.02"]),
          ["postgres", "pglite", "redis"].flatMap((store) => [
            `queue.pick-up.${store}`,
            `queue.drain.${store}`
          ])
        )
      }),
    120_000
  )

  it.live(
    "make a large log, start a server on it, and add a projection that reads little of it",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* measured(["million", "--events", "2000"]), [
          "million.make",
          "million.start",
          "million.memory",
          "million.list",
          "million.list.memory",
          "million.work.start",
          "million.work.memory",
          "million.work.list",
          "million.work.list.memory",
          "million.new-projection",
          "million.new-projection.rows",
          "million.new-projection.pages"
        ])
      }),
    120_000
  )
})
