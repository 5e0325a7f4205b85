/**
 * The proof `coverage`: the lines that the tests covered, as the proof `test` counted them, against the policy's
 * threshold. Runs no test.
 */
import { Effect } from "effect"
import type { Checker, CheckInput } from "../port/Checkers.ts"
import { ProofKind } from "../proof/Proof.ts"
import { inconclusive, judge, timed, type Verdict } from "./CheckReport.ts"

export const checker: Checker = {
  kind: ProofKind.make("coverage"),
  check: (input) => timed(Effect.sync(() => checkCoverage(input)))
}

/** The last `test` proof counts, should there be several. */
export const checkCoverage = (input: Pick<CheckInput, "proofs" | "policy">): Verdict => {
  const test = input.proofs.findLast((proof) => proof.kind === "test")
  const threshold = input.policy.coverageThreshold
  if (test === undefined) {
    return inconclusive(
      "No test has been run on this tree, so nothing is known about its coverage. Run the build first."
    )
  }
  const lines = test.counts["coverage.lines"]
  if (lines === undefined || !Number.isFinite(lines) || lines < 0 || lines > 100) {
    return inconclusive(
      "The test run reported no line coverage. Let the `test` script measure it, for example with `vitest run --coverage`.",
      { tools: test.tools, counts: { "coverage.threshold": threshold } }
    )
  }
  return judge({
    passed: `The tests cover ${lines} % of the lines; ${threshold} % are asked for.`,
    counts: { "coverage.lines": lines, "coverage.threshold": threshold },
    tools: test.tools,
    diagnostics:
      lines >= threshold
        ? []
        : [
            {
              severity: "error",
              rule: "coverage-threshold",
              message: `The tests cover ${lines} % of the lines, and ${threshold} % are asked for. Add tests for the lines that the coverage report names.`
            }
          ]
  })
}
