/**
 * The numbers that the proofs of a build carry, by name. A number that is not there was not counted.
 */
export type BuildCounts = {
  /** Packages that `install` added. */
  readonly packages?: number
  /** Packages that were looked up before the install, and those of them that stopped it. */
  readonly "packages.judged"?: number
  readonly "packages.refused"?: number

  /** What a compiler, a linter or an installer reported; for tests, what went wrong outside of any test. */
  readonly errors?: number
  readonly warnings?: number

  /** A test file that holds no test is no test, whatever its runner calls it. */
  readonly "tests.passed"?: number
  /** Includes tests that were cancelled or timed out. */
  readonly "tests.failed"?: number
  /** Includes tests that are still to be written. */
  readonly "tests.skipped"?: number

  /** Per cent of the whole program that the tests ran through; the lowest when there are several tables. */
  readonly "coverage.lines"?: number
  readonly "coverage.branches"?: number
  readonly "coverage.functions"?: number

  /** Packages with a known vulnerability, by its severity. */
  readonly "vulnerabilities.critical"?: number
  readonly "vulnerabilities.high"?: number
  readonly "vulnerabilities.moderate"?: number
  /** Includes what npm calls `info`. */
  readonly "vulnerabilities.low"?: number
}

export type BuildCountName = keyof BuildCounts

/** Numbers are added up, percentages are not: the lowest counts. */
export const addCounts = (left: BuildCounts, right: BuildCounts): BuildCounts => {
  const sum = new Map<string, number>(Object.entries(left))
  for (const [name, value] of Object.entries(right)) {
    const before = sum.get(name)
    sum.set(
      name,
      before === undefined ? value : isPercentage(name) ? Math.min(before, value) : before + value
    )
  }
  return Object.fromEntries(sum)
}

const isPercentage = (name: string) => name.startsWith("coverage.")
