import { assert, describe, it } from "@effect/vitest"
import { checker } from "@layercake/core/check/RequirementTestCheck"
import type { Proof } from "@layercake/core/proof/Proof"
import { Effect } from "effect"
import { testProof, treeOf } from "./CheckedTree.ts"

const prd =
  "## US-1 Book\n- **FR-1** Lists free rooms.\n- **FR-2** Refuses an overlap.\n- **FR-10** Removes a booking.\n"

/** As vitest's verbose reporter prints them. */
const printed = (...tests: ReadonlyArray<string>) =>
  tests
    .map((test) => test.replace(/^passed/, " ✓").replace(/^failed/, " ×").replace(/^skipped/, " ↓"))
    .map((line) => line.replace(/^( .) /, "$1 test/booking.test.ts > ").concat(line.startsWith(" ↓") ? "" : " 2ms"))
    .join("\n")
    .concat("\n\n Test Files  1 passed (1)\n")

const check = (output: string, proofs: ReadonlyArray<Proof> = [testProof({})], text = prd) =>
  checker.check(treeOf({ "docs/prd.md": text }, { proofs, output: () => Effect.succeed(output) }))

describe("RequirementTestCheck", () => {
  it.effect("passes when each requirement has a passing test that names it", () =>
    Effect.gen(function* () {
      const report = yield* check(
        "passed booking > FR-1 lists rooms\npassed FR-2, FR-10: both\nfailed other\n"
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(report.counts, {
        requirements: 3,
        "requirements.tested": 3,
        tests: 3,
        "tests.naming": 2,
        errors: 0,
        warnings: 0
      })
      assert.strictEqual(report.tools["vitest"], "5.1.1")
    })
  )

  it.effect("does not take a test of FR-10 for one of FR-1", () =>
    Effect.gen(function* () {
      const report = yield* check("passed FR-10 removes\npassed FR-2 refuses\npassed NFR-1 FR-1x FR-1.1\n")

      assert.strictEqual(report.outcome, "failed")
      assert.deepStrictEqual(
        report.diagnostics.map(({ rule, line }) => [rule, line]),
        [["requirement-untested", 2]]
      )
      assert.match(
        report.summary,
        /FR-1 has no test\. Name a test after it, for example "FR-1 Lists free rooms\."/
      )
    })
  )

  it.effect("does not count tests that failed or were skipped", () =>
    Effect.gen(function* () {
      const report = yield* check("failed FR-1 a\nskipped FR-2 b\npassed FR-10 c\npassed FR-7 d", [
        testProof({}, "failed")
      ])

      assert.strictEqual(report.outcome, "failed")
      assert.deepStrictEqual(
        report.diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
        [
          'error: FR-1 has no passing test: "FR-1 a" failed.',
          'error: FR-2 has no passing test: "FR-2 b" was skipped.',
          'warning: The test "FR-7 d" names FR-7, which docs/prd.md does not have.'
        ]
      )
    })
  )

  it.effect("is inconclusive without tests, without their output and when no name can be read", () =>
    Effect.gen(function* () {
      const none = yield* check("", [])
      const noOutput = yield* check("passed FR-1", [{ ...testProof({}), output: null }])
      const notRun = yield* check("passed FR-1", [testProof({}, "inconclusive")])
      const unreadable = yield* check("Tests: 12 passed")

      assert.deepStrictEqual(
        [none, noOutput, notRun, unreadable].map((report) => report.outcome),
        ["inconclusive", "inconclusive", "inconclusive", "inconclusive"]
      )
      assert.match(none.summary, /Run the build first/)
    })
  )

  it.effect("fails where there is no requirement to test, and where there is no document", () =>
    Effect.gen(function* () {
      const empty = yield* check("passed FR-1", undefined, "# Nothing\n")
      const missing = yield* checker.check(treeOf({}))

      assert.strictEqual(empty.outcome, "failed")
      assert.match(missing.summary, /docs\/prd\.md is missing/)
    })
  )

  it.effect("passes on that the output could not be read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        checker.check(treeOf({ "docs/prd.md": prd }, { proofs: [testProof({})] }))
      )

      assert.strictEqual(error._tag, "CheckFailed")
    })
  )
})
