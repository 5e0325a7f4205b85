import { assert, describe, it } from "@effect/vitest"
import { checkCoverage, checker } from "@layercake/core/check/CoverageCheck"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { Effect } from "effect"
import { testProof, treeOf } from "./CheckedTree.ts"

const outcome = (lines: number, coverageThreshold: number) =>
  checkCoverage({
    proofs: [testProof({ "coverage.lines": lines })],
    policy: { ...defaultPolicy, coverageThreshold }
  }).outcome

describe("CoverageCheck", () => {
  it.effect("passes at the threshold and fails just below it", () =>
    Effect.gen(function* () {
      const at = yield* checker.check(treeOf({}, { proofs: [testProof({ "coverage.lines": 80 })] }))
      const below = yield* checker.check(treeOf({}, { proofs: [testProof({ "coverage.lines": 79.99 })] }))

      assert.strictEqual(at.outcome, "passed")
      assert.deepStrictEqual(at.tools, { vitest: "5.1.1" })
      assert.strictEqual(below.outcome, "failed")
      assert.match(below.summary, /79\.99 % of the lines, and 80 % are asked for/)
    })
  )

  it("goes by the policy's threshold", () => {
    assert.deepStrictEqual([outcome(50, 50), outcome(50, 51), outcome(0, 0)], ["passed", "failed", "passed"])
  })

  it("is inconclusive without a test proof or without a usable count", () => {
    const counts = [{}, { "tests.passed": 3 }, { "coverage.lines": Number.NaN }, { "coverage.lines": 101 }]

    assert.strictEqual(checkCoverage({ proofs: [], policy: defaultPolicy }).outcome, "inconclusive")
    for (const count of counts) {
      assert.strictEqual(
        checkCoverage({ proofs: [testProof(count)], policy: defaultPolicy }).outcome,
        "inconclusive"
      )
    }
  })

  it("goes by the last test proof", () => {
    const proofs = [testProof({ "coverage.lines": 99 }), testProof({ "coverage.lines": 10 })]

    assert.strictEqual(checkCoverage({ proofs, policy: defaultPolicy }).outcome, "failed")
  })
})
