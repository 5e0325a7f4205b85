import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isInstalled } from "../src/BenchPostgres.ts"
import { run } from "./BenchProcess.ts"

const tiny = ["log", "--runs", "1", "--scale", "0.02"]

describe.skipIf(!isInstalled)("pnpm bench log (needs PostgreSQL)", () => {
  it.live(
    "prints one line of JSON for each figure, with the machine's facts on standard error, and leaves nothing",
    () =>
      Effect.gen(function* () {
        const ran = yield* run([...tiny, "--json", "--only", "log.append.1-event"])
        assert.strictEqual(ran.code, 0, ran.stderr)
        assert.deepStrictEqual(
          ran.figures.map(({ bench, unit, peer, runs, target }) => ({ bench, unit, peer, runs, target })),
          [
            {
              bench: "log.append.1-event",
              unit: "events/s",
              peer: "emmett-postgresql 0.42",
              runs: 1,
              target: null
            },
            {
              bench: "log.append.1-event",
              unit: "events/s",
              peer: "bare INSERT (pg 8.23)",
              runs: 1,
              target: null
            }
          ]
        )
        for (const { ours, theirs, ratio } of ran.figures) {
          assert.isAbove(ours, 0)
          assert.isAbove(theirs ?? 0, 0)
          assert.closeTo(ratio ?? 0, ours / (theirs ?? 1), 0.001 * (ratio ?? 0))
        }
        assert.match(ran.stderr.split("\n")[0] ?? "", /^\d+ cores .*PostgreSQL \d+.*fsync on/)
        assert.deepStrictEqual(ran.left, [])
      }),
    60_000
  )

  it.live(
    "stops its database and removes everything when it is interrupted",
    () =>
      Effect.gen(function* () {
        const ran = yield* run(["log", "--only", "log.append.1-event"], { interruptAt: "warming up" })
        assert.notInclude(ran.stderr, "targets met")
        assert.deepStrictEqual(ran.left, [])
      }),
    60_000
  )

  it.live("refuses a number of runs that makes no sense, and measures nothing", () =>
    Effect.gen(function* () {
      const ran = yield* run(["log", "--runs", "0"])
      assert.notStrictEqual(ran.code, 0)
      assert.include(ran.stdout + ran.stderr, "--runs must be 1 or more")
    })
  )
})
