import { assert, describe, it } from "@effect/vitest"
import { checker } from "@layercake/core/check/RequirementTestCheck"
import type { Proof } from "@layercake/core/proof/Proof"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { testProof, treeOf } from "./CheckedTree.ts"

const prd =
  "## US-1 Book\n- **FR-1** Lists free rooms.\n- **FR-2** Refuses an overlap.\n- **FR-10** Removes a booking.\n"

const marks: Record<string, string> = { passed: "✓", failed: "×", skipped: "↓" }

/** As vitest's verbose reporter prints tests such as `passed FR-1 lists rooms`. */
const printed = (...tests: ReadonlyArray<string>) => {
  const lines = tests.map((test) => {
    const [outcome = "", ...name] = test.split(" ")
    return ` ${marks[outcome]} test/booking.test.ts > ${name.join(" ")}${outcome === "skipped" ? "" : " 2ms"}`
  })
  const count = (outcome: string) => tests.filter((test) => test.startsWith(outcome)).length
  const totals = ["failed", "passed", "skipped"].filter((outcome) => count(outcome) > 0)
  return `
 RUN  v5.1.1 /workspace

${lines.join("\n")}

 Test Files  1 passed (1)
      Tests  ${totals.map((outcome) => `${count(outcome)} ${outcome}`).join(" | ")} (${tests.length})
   Start at  23:33:58
   Duration  149ms (import 51%, transform 20%, tests 17%, worker 12%)
`
}

const check = (output: string, proofs: ReadonlyArray<Proof> = [testProof({})], text = prd) =>
  checker.check(treeOf({ "docs/prd.md": text }, { proofs, output: () => Effect.succeed(output) }))

describe("RequirementTestCheck", () => {
  it.effect("passes when each requirement has a passing test that names it", () =>
    Effect.gen(function* () {
      const report = yield* check(
        printed("passed booking > FR-1 lists rooms", "passed FR-2, FR-10: both", "failed other")
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(report.counts, {
        requirements: 3,
        "requirements.excluded": 0,
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
      const report = yield* check(
        printed("passed FR-10 removes", "passed FR-2 refuses", "passed N-FR-1 FR-1x FR-1.1")
      )

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
      const report = yield* check(
        printed("failed FR-1 a", "skipped FR-2 b", "passed FR-10 c", "passed FR-7 d"),
        [testProof({}, "failed")]
      )

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
      const noOutput = yield* check(printed("passed FR-1"), [{ ...testProof({}), output: null }])
      const notRun = yield* check(printed("passed FR-1"), [testProof({}, "inconclusive")])
      const unreadable = yield* check("Tests: 12 passed")

      assert.deepStrictEqual(
        [none, noOutput, notRun, unreadable].map((report) => report.outcome),
        ["inconclusive", "inconclusive", "inconclusive", "inconclusive"]
      )
      assert.match(none.summary, /Run the build first/)
    })
  )

  it.effect("is inconclusive when tests that passed are not named, unless the others prove everything", () =>
    Effect.gen(function* () {
      const counts = [testProof({ "tests.passed": 5 })]
      const part = yield* check(printed("passed FR-1 a"), counts)
      const all = yield* check(printed("passed FR-1 a", "passed FR-2 b", "passed FR-10 c"), counts)

      assert.strictEqual(part.outcome, "inconclusive")
      assert.match(
        part.summary,
        /all but 4 of the tests that passed\. Let the `test` script print every test/
      )
      assert.strictEqual(all.outcome, "passed")
    })
  )

  it.effect("fails where there is no requirement to test, and where there is no document", () =>
    Effect.gen(function* () {
      const empty = yield* check(printed("passed FR-1"), undefined, "# Nothing\n")
      const unreadable = yield* check("no words of a test runner", undefined, "# Nothing\n")
      const missing = yield* checker.check(treeOf({}))

      assert.deepStrictEqual([empty.outcome, unreadable.outcome], ["failed", "failed"])
      assert.match(missing.summary, /docs\/prd\.md is missing/)
    })
  )

  it.effect("asks for no test of what is not built, and for one of each quality", () =>
    Effect.gen(function* () {
      const text =
        "- **FR-1** Prints (excluded: no printer).\n- **NFR-1** Answers within 200 ms.\n- **FR-2** Sings (excluded).\n"
      const without = yield* check(printed("passed other"), undefined, text)
      const both = yield* check(printed("passed NFR-1 is quick", "passed FR-2 sings"), undefined, text)

      assert.deepStrictEqual(
        without.diagnostics.map(({ line, rule }) => [rule, line]),
        [
          ["requirement-untested", 2],
          ["requirement-untested", 3]
        ]
      )
      assert.strictEqual(both.outcome, "passed", both.summary)
      assert.strictEqual(both.counts["requirements.excluded"], 1)
    })
  )

  it.effect("traces the tests with their outcome and file, and every file that mentions a requirement", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf(
          {
            "docs/prd.md": prd,
            "src/rooms.ts": "// rooms\n// FR-1 and FR-9\nexport const rooms = [] // FR-1\n",
            "test/cancel.test.ts": 'test("FR-10 removes", () => {})\n',
            "README.md": "FR-1",
            "specs/openapi.yaml": "FR-2"
          },
          {
            proofs: [testProof({})],
            output: () =>
              Effect.succeed(
                "✔ FR-1 lists (1ms)\n✖ FR-10 removes (1ms)\nℹ tests 2\nℹ suites 0\nℹ pass 1\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\nℹ duration_ms 9\n"
              )
          }
        )
      )

      assert.deepStrictEqual(report.trace?.tests, [
        { requirement: RequirementId.make("FR-1"), name: "FR-1 lists", path: null, outcome: "passed" },
        {
          requirement: RequirementId.make("FR-10"),
          name: "FR-10 removes",
          path: FilePath.make("test/cancel.test.ts"),
          outcome: "failed"
        }
      ])
      assert.deepStrictEqual(
        report.trace?.files?.map(({ line, path, requirement }) => `${requirement} ${path}:${line}`),
        ["FR-1 src/rooms.ts:2", "FR-10 test/cancel.test.ts:1"]
      )
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
