import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

describe("CoverageOutput", () => {
  it("reads the overall row of node's table, in both formats", () => {
    for (const name of ["node-spec-coverage", "node-tap-coverage"]) {
      assert.deepStrictEqual(read(name, "coverage").counts, {
        "coverage.lines": 63.64,
        "coverage.branches": 75,
        "coverage.functions": 66.67
      })
    }
  })

  it("reads the table and the summary of c8", () => {
    for (const name of ["c8-text", "c8-summary"]) {
      assert.deepStrictEqual(read(name, "coverage").counts, {
        "coverage.lines": 63.63,
        "coverage.branches": 75,
        "coverage.functions": 66.66
      })
    }
  })

  it("reads the table and the summary of Vitest, with lines apart from statements", () => {
    for (const name of ["vitest-coverage", "vitest-coverage-summary"]) {
      assert.deepStrictEqual(read(name, "coverage").counts, {
        "coverage.lines": 71.42,
        "coverage.branches": 75,
        "coverage.functions": 66.66
      })
    }
  })

  it("takes the lowest of several tables", () => {
    const both =
      sample("c8-text") +
      sample("c8-text")
        .replace(/63\.63/g, "12.5")
        .replace(/66\.66/g, "99")

    assert.deepStrictEqual(readOutput(["coverage"], both, "").counts, {
      "coverage.lines": 12.5,
      "coverage.branches": 75,
      "coverage.functions": 66.66
    })
  })

  it("reports a threshold that was missed", () => {
    assert.deepStrictEqual(
      read("node-spec-threshold", "coverage").diagnostics.map((diagnostic) => diagnostic.message),
      ["63.64% line coverage does not meet threshold of 90%."]
    )
  })

  it("reads no percentage from a row without a table", () => {
    const parsed = readOutput(
      ["coverage"],
      "All files |  100 |  100 |  100 |  100 |\nLines : 100% ( 1/1 )\n",
      ""
    )

    assert.deepStrictEqual(parsed.tools, [])
    const second = `${sample("c8-text")}All files |  1 |  1 |  1 |  1 |\n`
    assert.deepStrictEqual(readOutput(["coverage"], second, "").counts, read("c8-text", "coverage").counts)
  })

  it("reads no percentage where there is nothing to cover", () => {
    const parsed = readOutput(["coverage"], sample("c8-summary").replaceAll(/[\d.]+% \(/g, "Unknown% ("), "")

    assert.deepStrictEqual(parsed.counts, {})
  })

  it("reads a JSON summary and an LCOV report that a script printed", () => {
    assert.deepStrictEqual(read("c8-json-summary", "coverage").counts, {
      "coverage.lines": 83.33,
      "coverage.branches": 80,
      "coverage.functions": 66.66
    })
    assert.deepStrictEqual(read("c8-lcov", "coverage").counts, {
      "coverage.lines": 83.33,
      "coverage.branches": 80,
      "coverage.functions": 66.66
    })
    assert.deepStrictEqual(read("node-lcov", "coverage").counts, {
      "coverage.lines": 40,
      "coverage.branches": 100,
      "coverage.functions": 0
    })
  })

  it("says nothing of an LCOV report or a JSON summary that was cut off", () => {
    for (const name of ["c8-lcov", "c8-json-summary"]) {
      const text = sample(name).trimEnd()
      assert.deepStrictEqual(readOutput(["coverage"], text.slice(0, text.length - 3), "").counts, {}, name)
    }
  })

  it("reads the tables of istanbul and Jest, and the thresholds they miss", () => {
    assert.strictEqual(read("nyc-text", "coverage").counts["coverage.lines"], 90)
    assert.strictEqual(read("jest-coverage", "coverage").counts["coverage.lines"], 87.5)
    assert.include(
      read("nyc-threshold", "coverage").diagnostics[0]?.message,
      "Coverage for lines (90%) does not meet global threshold (99%)"
    )
    assert.strictEqual(
      read("jest-threshold", "coverage").diagnostics[0]?.message,
      '"global" coverage threshold for lines (99%) not met: 87.5%'
    )
  })
})
