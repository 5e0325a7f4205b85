/**
 * What the spec and the TAP format of `node --test` have in common: the totals at the end, and how a file is reported
 * that has no test or ends early.
 */
import type { BuildCounts } from "./BuildCount.ts"
import type { TestResult } from "./TestResult.ts"

const keys = ["tests", "suites", "pass", "fail", "cancelled", "skipped", "todo", "duration_ms"] as const
const total = /^(ℹ|#) (\w+) (\d+(?:\.\d+)?)$/

/**
 * The counts of every block of totals, in the order of the output. Only the whole block counts, in TAP only right below
 * the plan: single lines that look like one are something that a program printed.
 */
export const nodeTestTotals = (mark: "ℹ" | "#", lines: ReadonlyArray<string>): ReadonlyArray<BuildCounts> =>
  lines.flatMap((_, index) => {
    const values = keys.map((key, offset) => {
      const match = total.exec(lines[index + offset] ?? "")
      return match?.[1] === mark && match[2] === key ? Number(match[3]) : undefined
    })
    const [, , pass, fail, cancelled, skipped, todo] = values
    const isPrinted = mark === "#" && !/^1\.\.\d+$/.test(lines[index - 1] ?? "")
    return isPrinted || values.includes(undefined)
      ? []
      : [
          {
            "tests.passed": pass ?? 0,
            "tests.failed": (fail ?? 0) + (cancelled ?? 0),
            "tests.skipped": (skipped ?? 0) + (todo ?? 0)
          }
        ]
  })

/**
 * Whether this is how `node --test` reports a test file that has no test in it: as one test that passed, under the
 * name of the file.
 */
export const isEmptyTestFile = (test: TestResult): boolean =>
  test.outcome === "passed" && /^[\w@./\\ -]+\.[cm]?[jt]sx?$/.test(test.name)

/** Why a whole file failed stands in what it printed. */
export const fileFailure = (printed: ReadonlyArray<string>): string =>
  printed
    .map((line) => line.trim())
    .find((line) => /^(?:Uncaught )?\w*(?:Error|Exception)\b.*: \S/.test(line)) ??
  "the file ended with an error before its tests were done"
