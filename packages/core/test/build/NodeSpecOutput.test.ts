import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

describe("NodeSpecOutput", () => {
  it("names every test with the groups around it, and no line that the program printed", () => {
    const parsed = read("node-spec-pass", "node-tap", "node-spec")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 3, "tests.failed": 0, "tests.skipped": 3 })
    assert.deepStrictEqual(parsed.tests, [
      { name: "Slot > overlap > REQ-1 sees two slots that share an hour", outcome: "passed" },
      { name: "Slot > overlap > lets slots touch > without overlap", outcome: "passed" },
      { name: "Slot > is skipped for now", outcome: "skipped" },
      { name: "Slot > is still to do", outcome: "skipped" },
      { name: "Slot > handles midnight", outcome: "skipped" },
      { name: "REQ-2 measures a slot", outcome: "passed" }
    ])
  })

  it("says which tests failed, why and where", () => {
    const parsed = read("node-spec-fail", "node-tap", "node-spec")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 2, "tests.failed": 8, "tests.skipped": 1 })
    assert.deepStrictEqual(parsed.diagnostics[0], {
      severity: "error",
      message:
        "Booking > REQ-4 counts hours: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n2 !== 3",
      path: "failing/booking.test.ts",
      line: 10,
      column: 12
    })
    assert.deepStrictEqual(
      parsed.diagnostics
        .slice(1)
        .map(({ message, path, line }) => `${path}:${line} ${message.split("\n", 1)[0]}`),
      [
        "failing/booking.test.ts:13 Booking > REQ-5 compares rooms: AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:",
        "failing/booking.test.ts:17 Booking > inner > waits for an answer: Error: no answer from the room service",
        "failing/booking.test.ts:21 times out: test timed out after 20ms",
        "failing/booking.test.ts:24 parent > child fails: TypeError: child",
        "failing/hook.test.ts:4 with a broken hook > never runs: test did not finish before its parent and was cancelled",
        "failing/hook.test.ts:3 with a broken hook: Error: hook broke",
        "failing/syntax.test.ts:1 failing/syntax.test.ts: Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'failing/nowhere.ts' imported from failing/syntax.test.ts"
      ]
    )
  })

  it("reads the same through colours", () => {
    const parsed = read("node-spec-colour", "node-spec")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 2, "tests.failed": 6, "tests.skipped": 1 })
    assert.deepStrictEqual(parsed.tests.slice(0, 2), [
      { name: "Booking > REQ-3 refuses a slot that ends before it starts", outcome: "passed" },
      { name: "Booking > REQ-4 counts hours", outcome: "failed" }
    ])
  })

  it("does not take a file without tests for a test", () => {
    const parsed = read("node-spec-file-only", "node-spec")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 0, "tests.failed": 0, "tests.skipped": 0 })
    assert.deepStrictEqual(parsed.tests, [])
  })

  it("recognises a run without tests", () => {
    for (const [name, reader] of [
      ["node-spec-empty", "node-spec"],
      ["node-tap-empty", "node-tap"]
    ] as const) {
      assert.deepStrictEqual(read(name, reader).counts, {
        "tests.passed": 0,
        "tests.failed": 0,
        "tests.skipped": 0
      })
    }
  })

  it("finds the tests of a second run below the failures of the first", () => {
    const both = sample("node-spec-fail") + sample("node-spec-pass")

    const parsed = readOutput(["node-spec"], both, "/workspace")

    assert.strictEqual(parsed.counts["tests.passed"], 5)
    assert.strictEqual(parsed.tests.filter((test) => test.outcome === "passed").length, 5)
    assert.strictEqual(parsed.diagnostics.length, 8)
  })
})
