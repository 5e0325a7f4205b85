import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { places, read } from "./BuildSample.ts"

const mixed = [
  "src/booking.js:1:10 eslint(no-unused-vars)",
  "src/booking.js:2:1 eslint(no-debugger)",
  "src/booking.js:4:13 eslint(use-isnan)"
]

describe("OxlintOutput", () => {
  it("reads the default format, with and without a terminal", () => {
    for (const name of ["oxlint-mixed", "oxlint-terminal"]) {
      const parsed = read(name, "oxlint")
      assert.deepStrictEqual(parsed.counts, { errors: 1, warnings: 2 })
      assert.deepStrictEqual(places(parsed.diagnostics), mixed)
      assert.deepStrictEqual(
        parsed.diagnostics.map((diagnostic) => diagnostic.severity),
        ["warning", "error", "warning"]
      )
      assert.strictEqual(
        parsed.diagnostics[1]?.message,
        "`debugger` statement is not allowed Help: Remove the debugger statement"
      )
    }
  })

  it("reads a syntax error, which has no rule", () => {
    const parsed = read("oxlint-default", "oxlint")

    assert.deepStrictEqual(parsed.counts, { errors: 8, warnings: 0 })
    assert.strictEqual(parsed.diagnostics.length, 8)
    assert.deepInclude(parsed.diagnostics, {
      severity: "error",
      message: "Expected `)` but found `EOF`",
      path: "src/syntax.js",
      line: 2,
      column: 1
    })
  })

  it("reads the same findings from the JSON format", () => {
    const parsed = read("oxlint-json", "oxlint")

    assert.deepStrictEqual(
      parsed.diagnostics.toSorted(byText),
      [...read("oxlint-default", "oxlint").diagnostics].sort(byText)
    )
    assert.deepStrictEqual(parsed.counts, { errors: 8, warnings: 0 })
  })

  it("reads the GitHub and agent formats", () => {
    assert.deepStrictEqual(
      places(read("oxlint-github", "oxlint").diagnostics).sort(),
      places(read("oxlint-default", "oxlint").diagnostics).sort()
    )
    assert.deepStrictEqual(places(read("oxlint-agent", "oxlint").diagnostics), mixed)
  })

  it("recognises a run that found nothing", () => {
    for (const name of ["oxlint-clean", "oxlint-clean-json"]) {
      const parsed = read(name, "oxlint")
      assert.deepStrictEqual(parsed.tools, ["oxlint"])
      assert.deepStrictEqual(parsed.counts, { errors: 0, warnings: 0 })
    }
  })

  it("reports that there was nothing to lint", () => {
    const output =
      "No files found to lint. Please check your paths and ignore patterns.\nFinished in 4ms on 0 files.\n"

    const parsed = readOutput(["oxlint"], output, "/workspace")

    assert.strictEqual(parsed.counts["errors"], 1)
  })
})

const byText = (left: object, right: object) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)
