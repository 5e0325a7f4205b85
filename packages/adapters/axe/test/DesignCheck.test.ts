import { assert, describe, it } from "@effect/vitest"
import { checker, make } from "@layercake/axe/DesignCheck"
import { Duration, Effect, Fiber } from "effect"
import { sample, treeOf } from "./DesignTree.ts"

describe("DesignCheck", () => {
  it.live("passes three designs that differ, and says what was not judged and not run", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({ "designs/notes.md": "notes", "designs/option-4/index.html": "<p>" })
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.match(report.summary, /Not judged, for want of a layout: color-contrast, .*Not run: 2 scripts/)
      assert.strictEqual(report.counts["designs"], 3)
      assert.strictEqual(report.counts["scripts.notRun"], 2)
      assert.isAtLeast(report.counts["rules.inconclusive"] ?? 0, 5)
      assert.isAtLeast(report.counts["rules.passed"] ?? 0, 20)
      assert.match(report.tools["axe-core"] ?? "", /^4\./)
      assert.isAbove(report.durationMillis, 0)
    })
  )

  it.live("fails with the file and the line of each fault", () =>
    Effect.gen(function* () {
      const broken = sample(2).replace("<h1>", '<img src="room.png">\n<h1>')
      const report = yield* checker.check(treeOf({ "designs/option-2.html": broken }))

      assert.strictEqual(report.outcome, "failed")
      assert.deepStrictEqual(
        report.diagnostics.map(({ line, path, rule }) => [path, line, rule]),
        [
          ["designs/option-2.html", 16, "outside-reference"],
          ["designs/option-2.html", 16, "image-alt"]
        ]
      )
      assert.match(
        report.summary,
        /^2 things to put right, the first: <img src> refers to "room\.png", outside of the page/
      )
    })
  )

  it.live("asks for the options that are missing", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({ "designs/option-2.html": undefined, "designs/option-3.html": undefined })
      )

      assert.strictEqual(report.outcome, "failed")
      assert.strictEqual(
        report.summary,
        "There are 1 options, and 3 are needed to choose from. Add designs/option-2.html, designs/option-3.html."
      )
    })
  )

  it.live("does not take a copy with another title for a design of its own", () =>
    Effect.gen(function* () {
      const copy = sample(1).replace("Room booking: list", "Other").replace("<main", "<!-- new -->\n  <main")
      const report = yield* checker.check(treeOf({ "designs/option-3.html": copy }))

      assert.deepStrictEqual(
        report.diagnostics.map(({ path, rule }) => [path, rule]),
        [["designs/option-3.html", "same-content"]]
      )
    })
  )

  it.live("is inconclusive where a page takes too long, and ends its thread", () =>
    Effect.gen(function* () {
      const report = yield* make({ timeLimit: Duration.millis(1) }).check(treeOf())

      assert.strictEqual(report.outcome, "inconclusive")
      assert.match(
        report.summary,
        /3 designs could not be looked at, the first: designs\/option-1\.html – .* longer than 1ms\. Make it smaller/
      )
    })
  )

  it.live("can be interrupted", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(checker.check(treeOf()), { startImmediately: true })

      yield* Fiber.interrupt(fiber)

      assert.isTrue(fiber.pollUnsafe()?._tag === "Failure")
    })
  )
})
