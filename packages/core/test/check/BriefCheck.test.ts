import { assert, describe, it } from "@effect/vitest"
import { checkBrief, checker } from "@layercake/core/check/BriefCheck"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { treeOf } from "./CheckedTree.ts"

const good = `# Room booking

## Problem

Six teams share two meeting rooms. They write bookings on paper at the door, so that nobody at home knows whether a
room is free, and double bookings are found out when both groups stand before the same room.

## Features

- Book a room for a time
- Refuse a booking that overlaps another one
`
const rules = (text: string) => checkBrief(text).diagnostics.map((diagnostic) => diagnostic.rule)

describe("BriefCheck", () => {
  it("passes a brief with title, purpose, text and features", () => {
    const verdict = checkBrief(good)

    assert.strictEqual(verdict.outcome, "passed")
    assert.strictEqual(verdict.counts["features"], 2)
    assert.isAbove(verdict.counts["characters"] ?? 0, 200)
  })

  it.effect("reports a missing brief by its path", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf({ "README.md": good }))

      assert.strictEqual(report.outcome, "failed")
      assert.strictEqual(report.diagnostics[0]?.path, "docs/brief.md")
      assert.match(report.summary, /docs\/brief\.md is missing/)
    })
  )

  it.effect("measures its duration with the clock it is given", () =>
    Effect.gen(function* () {
      const tree = treeOf({ "docs/brief.md": good })
      const slow = {
        ...tree,
        read: (path: (typeof tree.files)[number]["path"]) =>
          Effect.tap(tree.read(path), TestClock.adjust("7 seconds"))
      }

      const report = yield* checker.check(slow)

      assert.strictEqual(report.durationMillis, 7000)
      assert.strictEqual(report.exitCode, null)
    })
  )

  it("names each thing that is missing", () => {
    assert.deepStrictEqual(rules(""), ["brief-title", "brief-length", "brief-purpose", "brief-features"])
    assert.deepStrictEqual(rules(good.replace("# Room booking\n", "")), ["brief-title"])
    assert.deepStrictEqual(rules(good.replace("## Problem", "## Notes")), ["brief-purpose"])
    assert.deepStrictEqual(rules(good.replace(/^- /gm, "")), ["brief-features"])
    assert.deepStrictEqual(rules("# T\n\n## Problem\n\nToo short.\n\n- One feature"), ["brief-length"])
  })

  it("does not count headings, code and comments as text", () => {
    const filler = "x".repeat(300)

    assert.include(
      rules(`# T\n\n## ${filler}\n\n<!-- ${filler} -->\n\n\`\`\`\n${filler}\n\`\`\`\n`),
      "brief-length"
    )
  })

  it("does not take references and non-goals for features, nor an empty section for a purpose", () => {
    assert.deepStrictEqual(rules(good.replace("## Features", "## Out of scope")), ["brief-features"])
    assert.include(rules(good.replace("## Problem\n", "## Problem\n\n## Notes\n")), "brief-purpose")
    assert.include(rules(good.replace("## Problem\n", "## Non-goals\n")), "brief-purpose")
  })

  it("takes a labelled paragraph for the purpose", () => {
    assert.deepStrictEqual(rules(good.replace("## Problem\n\n", "**Problem:** ")), [])
  })

  it("warns of places that are still open, with their line", () => {
    const verdict = checkBrief(`${good}- Payment provider: TBD\n`)

    assert.strictEqual(verdict.outcome, "passed")
    assert.strictEqual(verdict.counts["warnings"], 1)
    assert.strictEqual(verdict.diagnostics[0]?.line, 12)
  })
})
