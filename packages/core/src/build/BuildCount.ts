/**
 * The names under which a build's proofs keep their numbers. Which parser fills them is its own affair.
 */
export const BuildCount = {
  /** Packages that `install` added. */
  packages: "packages",

  /** Errors that a compiler, a linter or an installer reported; for tests, what went wrong outside of any test. */
  errors: "errors",
  /** Warnings of the same. */
  warnings: "warnings",

  /** Tests by how they ended. A test file that holds no test is no test, whatever its runner calls it. */
  testsPassed: "tests.passed",
  /** Includes tests that were cancelled or timed out. */
  testsFailed: "tests.failed",
  /** Includes tests that are still to be written. */
  testsSkipped: "tests.skipped",

  /** Per cent of the whole program that the tests ran through. The lowest when there are several tables. */
  coverageLines: "coverage.lines",
  coverageBranches: "coverage.branches",
  coverageFunctions: "coverage.functions",

  /** Packages with a known vulnerability, by its severity. */
  vulnerabilitiesCritical: "vulnerabilities.critical",
  vulnerabilitiesHigh: "vulnerabilities.high",
  vulnerabilitiesModerate: "vulnerabilities.moderate",
  /** Includes what npm calls `info`. */
  vulnerabilitiesLow: "vulnerabilities.low"
} as const
