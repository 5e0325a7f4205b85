import { assert, describe, it } from "@effect/vitest"
import { places, read } from "./BuildSample.ts"

const expected = [
  "src/booking.js:1:10 no-unused-vars",
  "src/booking.js:4:7 use-isnan",
  "src/slot.js:1:39 no-unused-vars",
  "src/slot.js:1:55 eqeqeq",
  "src/syntax.js:2:1 undefined"
]

describe("EsLintOutput", () => {
  it("reads the stylish format, with and without colours", () => {
    for (const name of ["eslint-stylish", "eslint-stylish-colour"]) {
      const parsed = read(name, "eslint")
      assert.deepStrictEqual(parsed.counts, { errors: 4, warnings: 1 })
      assert.deepStrictEqual(places(parsed.diagnostics), expected)
      assert.strictEqual(parsed.diagnostics[3]?.severity, "warning")
      assert.strictEqual(parsed.diagnostics[4]?.message, "Parsing error: Unexpected token")
    }
  })

  it("reads the JSON format", () => {
    const parsed = read("eslint-json", "eslint")

    assert.deepStrictEqual(parsed.counts, { errors: 4, warnings: 1 })
    assert.deepStrictEqual(places(parsed.diagnostics), expected)
  })

  it("recognises JSON that reports nothing", () => {
    const parsed = read("eslint-clean-json", "eslint")

    assert.deepStrictEqual(parsed.tools, ["eslint"])
    assert.deepStrictEqual(parsed.diagnostics, [])
  })

  it("reads oxlint's stylish and unix formats", () => {
    assert.deepStrictEqual(places(read("oxlint-stylish", "eslint").diagnostics), [
      "src/booking.js:1:10 eslint(no-unused-vars)",
      "src/booking.js:2:1 eslint(no-debugger)",
      "src/booking.js:4:13 eslint(use-isnan)"
    ])
    const unix = read("oxlint-unix", "eslint")
    assert.deepStrictEqual(unix.counts, { errors: 8, warnings: 0 })
    assert.include(places(unix.diagnostics), "src/syntax.js:2:1 undefined")
  })

  it("recognises nothing when ESLint itself broke down", () => {
    assert.deepStrictEqual(read("eslint-broken", "eslint").tools, [])
  })
})
