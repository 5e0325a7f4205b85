import { assert, describe, it } from "@effect/vitest"
import { firstPlace, placeOf } from "@layercake/core/build/StackFrame"

describe("StackFrame", () => {
  it("reads the place at the end of a line", () => {
    const place = { path: "src/a.ts", line: 3, column: 14 }

    for (const line of [
      "    at length (src/a.ts:3:14)",
      "    at async file://src/a.ts:3:14",
      " ❯ src/a.ts:3:14",
      " ❯ Object.check src/a.ts:3:14",
      "'src/a.ts:3:14'",
      "test at src/a.ts:3:14"
    ]) {
      assert.deepStrictEqual(placeOf(line), place, line)
    }
    assert.strictEqual(placeOf("expected 2 to be 3"), undefined)
  })

  it("passes over dependencies, Node and whatever lies outside of the workspace", () => {
    assert.deepStrictEqual(
      firstPlace([
        "Error: no",
        "    at node:internal/modules/run:1:2",
        "    at check (node_modules/assert/index.js:1:2)",
        "    at check (packages/a/node_modules/assert/index.js:1:2)",
        "    at load (file:///usr/lib/loader.js:1:2)",
        "    at ../other/file.ts:1:2",
        "    at test (test/a.test.ts:9:1)"
      ]),
      { path: "test/a.test.ts", line: 9, column: 1 }
    )
    assert.strictEqual(firstPlace(["    at node:internal/modules/run:1:2"]), undefined)
  })
})
