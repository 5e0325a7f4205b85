import { assert, describe, it } from "@effect/vitest"
import { readOutput, testResults } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

describe("NodeTapOutput", () => {
  it("names every test with the groups around it", () => {
    const parsed = read("node-tap-pass", "node-tap", "node-spec")

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
    const parsed = read("node-tap-fail", "node-tap", "node-spec")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 2, "tests.failed": 8, "tests.skipped": 1 })
    assert.deepStrictEqual(parsed.diagnostics[0], {
      severity: "error",
      message:
        "Booking > REQ-4 counts hours: AssertionError: Expected values to be strictly equal:\n\n2 !== 3",
      path: "failing/booking.test.ts",
      line: 10,
      column: 12
    })
    assert.deepStrictEqual(
      parsed.diagnostics
        .slice(1)
        .map(({ message, path, line }) => `${path}:${line} ${message.split("\n", 1)[0]}`),
      [
        "failing/booking.test.ts:13 Booking > REQ-5 compares rooms: AssertionError: Expected values to be strictly deep-equal:",
        "failing/booking.test.ts:17 Booking > inner > waits for an answer: no answer from the room service",
        "failing/booking.test.ts:21 times out: test timed out after 20ms",
        "failing/booking.test.ts:24 parent > child fails: TypeError: child",
        "failing/hook.test.ts:4 with a broken hook > never runs: test did not finish before its parent and was cancelled",
        "failing/hook.test.ts:3 with a broken hook: hook broke",
        "failing/syntax.test.ts:1 failing/syntax.test.ts: Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'failing/nowhere.ts' imported from failing/syntax.test.ts"
      ]
    )
  })

  it("lists as many tests as the runner counted", () => {
    const { counts, tests } = read("node-tap-fail", "node-tap")
    const listed = (outcome: string) => tests.filter((test) => test.outcome === outcome).length

    assert.deepStrictEqual(
      [listed("passed"), listed("failed"), listed("skipped")],
      [counts["tests.passed"], counts["tests.failed"], counts["tests.skipped"]]
    )
  })

  it("reads escaped names and tells tests from groups without tests", () => {
    assert.deepStrictEqual(testResults(sample("node-tap-names")), [
      { name: "line break and # hash", outcome: "passed" },
      { name: "ends (5ms)", outcome: "passed" },
      { name: "padded", outcome: "passed" },
      { name: "parent ends badly > child is fine", outcome: "passed" },
      { name: "parent ends badly", outcome: "failed", path: "/workspace/odd/names.test.js" }
    ])
  })

  it("does not take a file without tests for a test", () => {
    const parsed = read("node-tap-file-only", "node-tap")

    assert.deepStrictEqual(parsed.counts, { "tests.passed": 0, "tests.failed": 0, "tests.skipped": 0 })
    assert.deepStrictEqual(parsed.tests, [])
  })

  it("is not misled by totals that a program printed", () => {
    const totals = sample("node-tap-pass").slice(sample("node-tap-pass").indexOf("# tests 6"))
    const forged = sample("node-tap-pass").replace(
      "# ✔ this line",
      () => `${totals.replace("pass 3", "pass 300")}# ✔ this line`
    )

    assert.strictEqual(readOutput(["node-tap"], forged, "").counts["tests.passed"], 3)
  })

  it("counts the tests that were done when the run was cut off", () => {
    const whole = sample("node-tap-fail")

    const parsed = readOutput(["node-tap"], whole.slice(0, whole.indexOf("# Subtest: parent")), "/workspace")

    assert.deepStrictEqual(parsed.counts, {
      "tests.passed": 1,
      "tests.failed": 4,
      "tests.skipped": 0,
      errors: 1
    })
    assert.include(parsed.diagnostics.at(-1)?.message, "ends before their plan")
  })

  it("adds up several runs", () => {
    const twice = sample("node-tap-pass") + sample("node-tap-pass")

    assert.strictEqual(readOutput(["node-tap"], twice, "").counts["tests.passed"], 6)
  })
})
