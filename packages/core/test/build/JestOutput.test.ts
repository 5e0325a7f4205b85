import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

const passing = { "tests.passed": 3, "tests.failed": 0, "tests.skipped": 2 }
const failing = { "tests.passed": 3, "tests.failed": 3, "tests.skipped": 2, errors: 1, warnings: 0 }

describe("JestOutput", () => {
  it("counts what passed, failed and was skipped, as text and as JSON", () => {
    for (const name of ["jest-pass", "jest-verbose", "jest-json-pass"]) {
      assert.deepStrictEqual(read(name, "jest").counts, { ...passing, errors: 0, warnings: 0 }, name)
    }
    for (const name of ["jest-fail", "jest-verbose-fail", "jest-colour", "jest-json-fail"]) {
      assert.deepStrictEqual(read(name, "jest").counts, failing, name)
    }
  })

  it("names every test with the groups around it", () => {
    for (const name of ["jest-verbose", "jest-json-pass"]) {
      assert.deepStrictEqual(
        read(name, "jest").tests.map((test) => `${test.name}: ${test.outcome}`),
        [
          "rooms > books a room: passed",
          "rooms > refuses a booked room: passed",
          "rooms > cancelling > frees the room: passed",
          "rooms > cancelling > sends a letter: skipped",
          "rooms > cancelling > sends a bill: skipped"
        ],
        name
      )
    }
    assert.deepStrictEqual(
      read("jest-verbose", "jest").tests.map((test) => test.path),
      Array.from({ length: 5 }, () => "test-pass/room.test.js")
    )
    assert.strictEqual(read("jest-verbose-fail", "jest").tests.length, 8)
  })

  it("says which tests failed, why and where, and which file could not be loaded", () => {
    for (const name of ["jest-fail", "jest-verbose-fail", "jest-colour"]) {
      const found = read(name, "jest").diagnostics

      assert.deepStrictEqual(
        found.map(({ line, path }) => `${path}:${line}`),
        ["test/load.test.js:1", "test/broken.test.js:3", "src/room.js:2", "test/broken.test.js:5"],
        name
      )
      assert.include(found[0]?.message, "Cannot find module './not-there.js'")
      assert.strictEqual(
        found[1]?.message,
        "broken > counts wrong: expect(received).toBe(expected) // Object.is equality\n\nExpected: 2\nReceived: 1"
      )
      assert.strictEqual(found[2]?.message, "broken > throws: A is booked")
    }
  })

  it("is not misled by totals that a program printed", () => {
    for (const forged of [
      "Tests: 99 passed, 99 total",
      "Test Suites: 9 passed, 9 total\nTests: 99 passed, 99 total",
      "Test Suites: 9 passed, 9 total\nTests: 99 passed, 99 total\nSnapshots: 0 total"
    ]) {
      const text = sample("jest-fail").replace("PASS test/room", `${forged}\nPASS test/room`)
      assert.deepStrictEqual(readOutput(["jest"], text, "").counts, failing, forged)
    }
  })

  it("finds no test where there is none", () => {
    const parsed = read("jest-none", "jest")

    assert.strictEqual(parsed.counts["tests.passed"], 0)
    assert.strictEqual(parsed.diagnostics[0]?.message, "No tests found, exiting with code 1")
  })

  it("is not taken for Vitest, nor Vitest for it", () => {
    assert.deepStrictEqual(readOutput(["vitest"], sample("jest-json-pass"), "").tools, [])
    assert.deepStrictEqual(readOutput(["jest"], sample("vitest-json-pass"), "").tools, [])
    assert.deepStrictEqual(readOutput(["jest"], sample("vitest-pass"), "").tools, [])
  })
})
