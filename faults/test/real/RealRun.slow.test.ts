import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as RealRun from "../../src/real/RealRun.ts"
import type { ScenarioReport } from "../../src/report/ScenarioReport.ts"

describe("real processes", () => {
  for (const kind of RealRun.kinds) {
    const reason = RealRun.skipped(kind)
    it.live.skipIf(reason !== undefined)(
      `lose nothing and do nothing twice: ${kind}${reason === undefined ? "" : ` (${reason})`}`,
      () =>
        Effect.gen(function* () {
          const reports: Array<ScenarioReport> = []
          yield* RealRun.run({ seed: "test", scenarios: 1, pipelines: 12, only: kind, at: 0 }, (report) =>
            reports.push(report)
          )

          const [report] = reports
          assert.lengthOf(reports, 1)
          assert.deepStrictEqual(report?.breaches, [])
          assert.isAbove(report?.effects ?? 0, 7)
          if (kind !== "server-restarted") assert.isAbove(report?.faults ?? 0, 0)
        }),
      300_000
    )
  }
})
