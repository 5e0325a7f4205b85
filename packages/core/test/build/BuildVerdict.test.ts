import { assert, describe, it } from "@effect/vitest"
import { judge, type StepResult } from "@layercake/core/build/BuildVerdict"
import { nothingRead, type ParsedOutput, readFrom } from "@layercake/core/build/ParsedOutput"
import { read } from "./BuildSample.ts"

const exit = (exitCode: number): StepResult => ({ exitCode, killed: null, durationMillis: 1200 })
const tests = (passed: number, failed: number, skipped: number): ParsedOutput =>
  readFrom("node:test", {
    counts: { "tests.passed": passed, "tests.failed": failed, "tests.skipped": skipped }
  })
const findings = (errors: number, warnings: number) => readFrom("oxlint", { counts: { errors, warnings } })

describe("BuildVerdict", () => {
  it("fails whatever was killed, and names the limit", () => {
    const words = {
      timeout: "time limit",
      output: "limit of output",
      disk: "limit of disk space",
      memory: "limit of memory"
    }
    for (const killed of ["timeout", "output", "disk", "memory"] as const) {
      const verdict = judge("test", { exitCode: null, killed, durationMillis: 120_000 }, tests(5, 0, 0))
      assert.strictEqual(verdict.outcome, "failed")
      assert.include(verdict.summary, words[killed])
      assert.include(verdict.summary, "after 120 s")
    }
  })

  it("fails what ended without an exit code", () => {
    assert.strictEqual(
      judge("build", { exitCode: null, killed: null, durationMillis: 1 }, nothingRead).outcome,
      "failed"
    )
  })

  it("passes tests that were counted and did not fail", () => {
    assert.deepStrictEqual(judge("test", exit(0), tests(3, 0, 1)), {
      outcome: "passed",
      summary: "3 tests passed, 1 skipped."
    })
  })

  it("fails tests with an error outside of them, though the exit code is 0", () => {
    const parsed = readFrom("node:test", { counts: { "tests.passed": 3, errors: 1 } })

    assert.deepStrictEqual(judge("test", exit(0), parsed), {
      outcome: "failed",
      summary: "The step `test` reported 1 error outside of the tests, though its exit code is 0."
    })
  })

  it("says so when what was printed is of no known tool", () => {
    assert.deepStrictEqual(judge("lint", exit(0), nothingRead, false), {
      outcome: "passed",
      summary:
        "The step `lint` ended with exit code 0; its output is of no known tool, so nothing in it was counted."
    })
    assert.strictEqual(
      judge("lint", exit(0), nothingRead, true).summary,
      "The step `lint` ended with exit code 0."
    )
    assert.strictEqual(
      judge("lint", exit(0), findings(0, 2), false).summary,
      "The step `lint` ended with exit code 0 and 2 warnings."
    )
  })

  it("fails tests that failed, whatever the exit code", () => {
    for (const code of [0, 1]) {
      assert.deepStrictEqual(judge("test", exit(code), tests(3, 1, 0)), {
        outcome: "failed",
        summary: "1 of 4 tests failed."
      })
    }
  })

  it("proves nothing when no tests ran", () => {
    assert.deepStrictEqual(judge("test", exit(0), tests(0, 0, 0)), {
      outcome: "inconclusive",
      summary: "No tests ran."
    })
    assert.deepStrictEqual(judge("test", exit(0), tests(0, 0, 2)), {
      outcome: "inconclusive",
      summary: "No tests ran: all 2 were skipped."
    })
  })

  it("proves nothing when the tests cannot be counted", () => {
    assert.strictEqual(judge("test", exit(0), nothingRead).outcome, "inconclusive")
    assert.strictEqual(judge("test", exit(0), read("vitest-coverage", "coverage")).outcome, "inconclusive")
    assert.deepStrictEqual(judge("test", exit(7), nothingRead), {
      outcome: "failed",
      summary:
        "The step `test` failed (exit code 7; the output is of no known tool, so only its last lines are given)."
    })
  })

  it("proves nothing when more tests are listed as passed than the runner counted", () => {
    const parsed = {
      ...tests(1, 0, 0),
      tests: ["a", "b"].map((name) => ({ name, outcome: "passed" as const }))
    }

    assert.strictEqual(judge("test", exit(0), parsed).outcome, "inconclusive")
  })

  it("fails tests for a reason outside of them, and gives it", () => {
    assert.strictEqual(
      judge("test", exit(1), read("node-spec-threshold", "node-spec", "coverage")).summary,
      "The step `test` failed, though no test failed (exit code 1; 63.64% line coverage does not meet threshold of 90%.)."
    )
    assert.strictEqual(
      judge("test", exit(1), read("vitest-empty", "vitest")).summary,
      "The step `test` failed, though no test failed (exit code 1; No test files found, exiting with code 1)."
    )
  })

  it("does not fail for warnings", () => {
    for (const step of ["lint", "build"] as const) {
      assert.deepStrictEqual(judge(step, exit(0), findings(0, 2)), {
        outcome: "passed",
        summary: `The step \`${step}\` ended with exit code 0 and 2 warnings.`
      })
    }
  })

  it("fails for errors, also when the exit code hides them", () => {
    assert.deepStrictEqual(judge("lint", exit(0), findings(1, 0)), {
      outcome: "failed",
      summary: "The step `lint` reported 1 error, though its exit code is 0."
    })
    assert.strictEqual(
      judge("build", exit(2), findings(2, 1)).summary,
      "The step `build` failed (exit code 2; 2 errors and 1 warning)."
    )
  })

  it("passes a quiet build", () => {
    assert.strictEqual(judge("build", exit(0), nothingRead).outcome, "passed")
  })

  it("fails an install that the tree is to blame for", () => {
    for (const name of ["npm-e404", "npm-eresolve", "npm-ci-sync", "npm-integrity"]) {
      assert.strictEqual(judge("install", exit(1), read(name, "npm-install")).outcome, "failed", name)
    }
    assert.strictEqual(
      judge("install", exit(1), read("npm-e404", "npm-install")).summary,
      "The packages could not be installed (exit code 1; E404)."
    )
  })

  it("proves nothing by an install without a network", () => {
    assert.deepStrictEqual(judge("install", exit(1), read("npm-notfound", "npm-install")), {
      outcome: "inconclusive",
      summary:
        "Nothing could be installed: the registry did not answer (ENOTFOUND). Run it again when the network is there."
    })
  })

  it("passes an install", () => {
    assert.strictEqual(
      judge("install", exit(0), read("npm-install", "npm-install")).summary,
      "1 package installed."
    )
    assert.strictEqual(judge("install", exit(0), nothingRead).summary, "The packages are installed.")
    const retried = { ...nothingRead, obstacle: "the registry did not answer (ECONNRESET)" }
    assert.strictEqual(judge("install", exit(0), retried).outcome, "passed")
  })

  it("fails an audit for high and critical vulnerabilities only", () => {
    assert.deepStrictEqual(judge("audit", exit(1), read("npm-audit-found", "npm-audit")), {
      outcome: "failed",
      summary: "Packages with a known vulnerability: 1 critical, 1 high, 1 below that."
    })
    const moderate = readFrom("npm audit", {
      counts: { "vulnerabilities.critical": 0, "vulnerabilities.high": 0, "vulnerabilities.moderate": 4 }
    })
    assert.strictEqual(judge("audit", exit(1), moderate).outcome, "passed")
    assert.strictEqual(judge("audit", exit(0), read("npm-audit-clean", "npm-audit")).outcome, "passed")
  })

  it("proves nothing by an audit without a report", () => {
    assert.strictEqual(
      judge("audit", exit(1), read("npm-audit-no-endpoint", "npm-audit")).summary,
      "Nothing is known about the packages: the registry offers no audit endpoint (405)."
    )
    assert.strictEqual(judge("audit", exit(0), nothingRead).outcome, "inconclusive")
  })
})
