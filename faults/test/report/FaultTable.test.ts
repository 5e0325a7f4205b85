import { assert, describe, it } from "@effect/vitest"
import { countsOf, isBroken, table } from "../../src/report/FaultTable.ts"
import { repeatOf, type ScenarioReport } from "../../src/report/ScenarioReport.ts"

const report = (rest: Partial<ScenarioReport>): ScenarioReport => ({
  kind: "writers",
  number: 0,
  deaths: 1,
  stops: 0,
  faults: 2,
  lateRefused: 0,
  acknowledged: 3,
  effects: 0,
  breaches: [],
  skipped: null,
  repeat: "",
  ...rest
})

describe("FaultTable", () => {
  it("counts by kind and in total", () => {
    const counts = countsOf([
      report({}),
      report({ breaches: [{ law: "lost", detail: "gone" }] }),
      report({ kind: "workers", breaches: [{ law: "fence", detail: "late" }] }),
      report({ kind: "disk-full", deaths: 0, faults: 0, acknowledged: 0, skipped: "not here" })
    ])

    assert.deepStrictEqual(
      counts.map(({ kind, scenarios, skipped, lost, other, deaths }) => [
        kind,
        scenarios,
        skipped,
        lost,
        other,
        deaths
      ]),
      [
        ["writers", 2, 0, 1, 0, 2],
        ["workers", 1, 0, 0, 1, 1],
        ["disk-full", 0, 1, 0, 0, 0],
        ["all", 3, 1, 1, 1, 3]
      ]
    )
    assert.deepStrictEqual(counts.map(isBroken), [true, true, false, true])
  })

  it("stands in columns", () => {
    const lines = table(countsOf([report({})])).split("\n")

    assert.strictEqual(new Set(lines.map((line) => line.length)).size, 1)
    assert.match(lines[0] ?? "", /^kind +scenarios +faults/)
  })

  it("gives the command that runs exactly one scenario again", () => {
    assert.strictEqual(
      repeatOf({ seed: "7", kind: "workers", number: 12, mutant: "ignored-fence" }),
      "pnpm faults --seed 7 --only workers --at 12 --mutant ignored-fence"
    )
    assert.strictEqual(
      repeatOf({ seed: "7", kind: "disk-full", number: 1, isReal: true }),
      "pnpm faults --seed 7 --only disk-full --at 1 --real 1"
    )
  })
})
