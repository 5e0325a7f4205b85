import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as FastProcesses from "../src/FastProcesses.ts"
import * as FastRun from "../src/FastRun.ts"
import type { ScenarioReport } from "../src/report/ScenarioReport.ts"

const request = { seed: "shares", scenarios: 12, only: "writers" } as const

const heard = (request: Parameters<typeof FastProcesses.run>[0]) =>
  Effect.gen(function* () {
    const reports: Array<ScenarioReport> = []
    yield* FastProcesses.run(request, (report) => reports.push(report))
    return reports.toSorted((a, b) => a.number - b.number)
  })

describe("FastProcesses", () => {
  it.live("runs each scenario once, whatever the number of processes", () =>
    Effect.gen(function* () {
      const alone: Array<ScenarioReport> = []
      yield* FastRun.run({ ...request, share: 0, of: 1 }, (report) =>
        Effect.sync(() => void alone.push(report))
      )

      assert.deepStrictEqual(yield* heard(request), alone)
    })
  )

  it.live("repeats exactly one scenario that broke a law", () =>
    Effect.gen(function* () {
      const mutant = "dropped-write" as const
      const broken = (yield* heard({ ...request, mutant })).find(({ breaches }) => breaches.length > 0)
      assert.isDefined(broken)

      assert.deepStrictEqual(yield* heard({ ...request, mutant, at: broken?.number ?? -1 }), [broken])
    })
  )
})
