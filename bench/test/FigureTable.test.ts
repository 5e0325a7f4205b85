import { assert, describe, it } from "@effect/vitest"
import { below, figureOf, ratioOf } from "../src/Figure.ts"
import { figureTable, verdict } from "../src/FigureTable.ts"

const met = figureOf({
  bench: "log.append",
  unit: "events/s",
  ours: [2e3],
  peer: "them",
  theirs: [1e3],
  target: ratioOf(1.5)
})
const missed = figureOf({ bench: "start", unit: "ms", ours: [6], target: below(5) })
const plain = figureOf({ bench: "drain", unit: "jobs/s", ours: [7] })

describe("the table of figures", () => {
  it("has a line for each figure, numbers under each other, and says which target was missed", () => {
    assert.strictEqual(
      figureTable([met, missed, plain]),
      [
        "figure       ours  theirs  unit      peer  ratio  target",
        "log.append  2,000   1,000  events/s  them     2x  ratio >= 1.5  met",
        "start           6          ms                     ours < 5      MISSED",
        "drain           7          jobs/s"
      ].join("\n")
    )
  })
})

describe("the verdict", () => {
  it("counts targets, not figures, and names what was missed", () => {
    assert.strictEqual(verdict([met, plain]), "All 1 targets met.")
    assert.strictEqual(verdict([met, missed, plain]), "1 of 2 targets met. Missed: start.")
    assert.include(verdict([plain]), "No target was judged")
  })
})
