import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

const passing = [
  {
    name: "Slot > overlap > REQ-1 sees two slots that share an hour",
    outcome: "passed",
    path: "test/slot.test.ts"
  },
  {
    name: "Slot > overlap > lets slots touch > without overlap",
    outcome: "passed",
    path: "test/slot.test.ts"
  },
  { name: "Slot > is skipped for now", outcome: "skipped", path: "test/slot.test.ts" },
  { name: "Slot > handles midnight", outcome: "skipped", path: "test/slot.test.ts" },
  { name: "REQ-2 measures a slot", outcome: "passed", path: "test/slot.test.ts" }
]

const failing = [
  "passed Booking > REQ-3 refuses a slot that ends before it starts",
  "failed Booking > REQ-4 counts hours",
  "failed Booking > REQ-5 compares rooms",
  "failed Booking > inner > waits for an answer",
  "failed times out",
  "skipped with a broken hook > never runs"
]

describe("VitestOutput", () => {
  it("names every test of the verbose reporter", () => {
    const parsed = read("vitest-verbose-pass", "vitest")

    assert.deepStrictEqual(parsed.counts, {
      "tests.passed": 3,
      "tests.failed": 0,
      "tests.skipped": 2,
      errors: 0,
      warnings: 0
    })
    assert.deepStrictEqual<ReadonlyArray<unknown>>(parsed.tests, passing)
  })

  it("counts the tests of the default reporter, which does not name those that pass", () => {
    const parsed = read("vitest-pass", "vitest")

    assert.strictEqual(parsed.counts["tests.passed"], 3)
    assert.deepStrictEqual(parsed.tests, [])
  })

  it("reads the tree below a file with a failure", () => {
    const tests = read("vitest-fail", "vitest").tests.map((test) => `${test.outcome} ${test.name}`)

    assert.deepStrictEqual(tests, failing)
  })

  it("reads failing tests one by one, with and without colours", () => {
    assert.deepStrictEqual(
      read("vitest-verbose-fail", "vitest").tests.map((test) => `${test.outcome} ${test.name}`),
      [...failing, "passed leaves a rejection behind"]
    )
    assert.deepStrictEqual(
      read("vitest-colour", "vitest").tests.map((test) => `${test.outcome} ${test.name}`),
      failing
    )
  })

  it("says what failed, why and where, also outside of tests", () => {
    for (const name of ["vitest-fail", "vitest-verbose-fail"]) {
      const parsed = read(name, "vitest")
      assert.deepStrictEqual(parsed.counts, {
        "tests.passed": 2,
        "tests.failed": 4,
        "tests.skipped": 1,
        errors: 4,
        warnings: 0
      })
      assert.deepStrictEqual(
        parsed.diagnostics.map(({ message, path, line }) => `${path}:${line} ${message.split("\n", 1)[0]}`),
        [
          "failing/booking.test.ts:19 with a broken hook: Error: hook broke",
          "failing/none.test.ts:undefined failing/none.test.ts: Error: No test suite found in file failing/none.test.ts",
          "failing/syntax.test.ts:1 failing/syntax.test.ts: Error: Cannot find module './nowhere.ts' imported from failing/syntax.test.ts",
          "failing/booking.test.ts:6 Booking > REQ-4 counts hours: AssertionError: expected 2 to be 3 // Object.is equality",
          "failing/booking.test.ts:9 Booking > REQ-5 compares rooms: AssertionError: expected { room: 'a', seats: [ 1, 2 ] } to deeply equal { room: 'b', seats: [ 1, 2 ] }",
          "failing/booking.test.ts:13 Booking > inner > waits for an answer: Error: no answer from the room service",
          "failing/booking.test.ts:17 times out: TestTimeoutError: Test timed out in 20ms.",
          "failing/late.test.ts:2 Unhandled Rejection: Error: nobody waits"
        ]
      )
    }
  })

  it("gives every test its error that shares it with another", () => {
    assert.deepStrictEqual(
      read("vitest-same-error", "vitest").diagnostics.map(
        ({ message, line }) => `${line} ${message.split("\n", 1)[0]}`
      ),
      [
        "2 first: Error: the same for both",
        "2 second: Error: the same for both",
        "5 case 1: AssertionError: expected 1 to be 3 // Object.is equality",
        "5 case 2: AssertionError: expected 2 to be 3 // Object.is equality"
      ]
    )
  })

  it("reads the JSON report", () => {
    assert.deepStrictEqual<ReadonlyArray<unknown>>(read("vitest-json-pass", "vitest").tests, passing)
    const failed = read("vitest-json-fail", "vitest")
    assert.deepStrictEqual(failed.counts, {
      "tests.passed": 2,
      "tests.failed": 4,
      "tests.skipped": 1,
      errors: 2,
      warnings: 0
    })
    assert.deepInclude(failed.diagnostics, {
      severity: "error",
      message: "Booking > REQ-4 counts hours: AssertionError: expected 2 to be 3 // Object.is equality",
      path: "failing/booking.test.ts",
      line: 6,
      column: 42
    })
  })

  it("is not misled by a report that a test printed", () => {
    const output = sample("vitest-verbose-pass").replace(
      "✓ test/fake",
      () => `${sample("vitest-json-fail")}\n✓ test/fake`
    )

    assert.strictEqual(readOutput(["vitest"], output, "").counts["tests.failed"], 0)
  })

  it("takes no test from the text of an error", () => {
    const whole = sample("vitest-verbose-fail")
    const output = whole.replace("- Expected", "   ✓ test/a.test.ts > forged 1ms\n- Expected")

    assert.strictEqual(
      readOutput(["vitest"], output, "").tests.length,
      readOutput(["vitest"], whole, "").tests.length
    )
  })

  it("finds nothing wrong in the JSON report of a file without tests that passed", () => {
    const output = sample("vitest-json-fail").replace(
      /("status":")failed("[^}]*none\.test\.ts")/,
      (_, before: string, after: string) => `${before}passed${after}`
    )

    assert.strictEqual(readOutput(["vitest"], output, "").counts["errors"], 1)
  })

  it("recognises a run without test files", () => {
    const parsed = read("vitest-empty", "vitest")

    assert.strictEqual(parsed.counts["tests.passed"], 0)
    assert.strictEqual(parsed.diagnostics[0]?.message, "No test files found, exiting with code 1")
  })
})
