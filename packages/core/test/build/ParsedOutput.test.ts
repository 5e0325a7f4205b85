import { assert, describe, it } from "@effect/vitest"
import { merge, nothingRead, readFrom } from "@layercake/core/build/ParsedOutput"

describe("ParsedOutput", () => {
  it("adds up numbers, and keeps the lowest percentage", () => {
    const merged = merge([
      readFrom("a", { counts: { errors: 1, "coverage.lines": 80 } }),
      readFrom("b", { counts: { errors: 2, warnings: 1, "coverage.lines": 60 } })
    ])

    assert.deepStrictEqual(merged.tools, ["a", "b"])
    assert.deepStrictEqual(merged.counts, { errors: 3, warnings: 1, "coverage.lines": 60 })
  })

  it("keeps a diagnostic once that was printed twice", () => {
    const diagnostic = { severity: "error" as const, message: "m", path: "a.ts", line: 1 }

    const merged = merge([
      readFrom("a", { diagnostics: [diagnostic, { ...diagnostic, line: 2 }, diagnostic] })
    ])

    assert.strictEqual(merged.diagnostics.length, 2)
  })

  it("is nothing when nothing was read", () => {
    assert.deepStrictEqual(merge([]), nothingRead)
  })
})
