import { assert, describe, it } from "@effect/vitest"
import { places, read } from "./BuildSample.ts"

const expected = [
  "src/booking.ts:2:23 TS2307",
  "src/booking.ts:3:98 TS2741",
  "src/booking.ts:4:7 TS2322",
  "src/booking.ts:5:25 TS7006",
  "src/slot.ts:3:47 TS2322"
]

describe("TypeScriptOutput", () => {
  it("reads the plain form", () => {
    const parsed = read("tsc-plain", "typescript")

    assert.deepStrictEqual(parsed.tools, ["typescript"])
    assert.deepStrictEqual(parsed.counts, { errors: 5, warnings: 0 })
    assert.deepStrictEqual(places(parsed.diagnostics), expected)
    assert.strictEqual(parsed.diagnostics[2]?.message, "Type 'string' is not assignable to type 'number'.")
  })

  it("reads the same from the pretty form, colours and frames of code left out", () => {
    const parsed = read("tsc-pretty", "typescript")

    assert.deepStrictEqual(parsed.diagnostics, read("tsc-plain", "typescript").diagnostics)
  })

  it("keeps the lines that explain a message, in both forms", () => {
    for (const name of ["tsc5-plain", "tsc5-pretty"]) {
      assert.strictEqual(
        read(name, "typescript").diagnostics[1]?.message,
        "Argument of type '{ start: number; }' is not assignable to parameter of type 'Slot'.\n" +
          "  Property 'end' is missing in type '{ start: number; }' but required in type 'Slot'."
      )
    }
  })

  it("reads what is wrong with the configuration", () => {
    assert.include(places(read("tsc-config", "typescript").diagnostics), "tsconfig.bad.json:1:41 TS5023")
    assert.deepStrictEqual(read("tsc-missing", "typescript").diagnostics, [
      { severity: "error", message: "The specified path does not exist: 'nowhere.json'.", rule: "TS5058" }
    ])
  })

  it("reads a build of several projects", () => {
    assert.deepStrictEqual(places(read("tsc-build", "typescript").diagnostics), ["p/src/a.ts:1:14 TS2322"])
  })

  it("recognises nothing in the output of another tool", () => {
    assert.deepStrictEqual(read("eslint-stylish", "typescript").tools, [])
  })
})
