import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { atLeast, below, Figure, figureOf, median, percentile, ratioOf } from "../src/Figure.ts"

describe("median", () => {
  it("is the middle sample whatever their order, and lies between the two in the middle of an even number", () => {
    assert.strictEqual(median([9, 1, 5]), 5)
    assert.strictEqual(median([10, 2, 4, 100]), 7)
    assert.strictEqual(median([3]), 3)
    assert.isNaN(median([]))
  })

  it("sorts numbers as numbers", () => {
    assert.strictEqual(median([10, 9, 100]), 10)
  })
})

describe("percentile", () => {
  it("is the smallest sample that so large a share does not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    assert.strictEqual(percentile(hundred, 0.95), 95)
    assert.strictEqual(percentile(hundred, 0.5), 50)
    assert.strictEqual(percentile(hundred, 1), 100)
    assert.strictEqual(percentile([5, 4, 3, 2, 1], 0.5), 3)
    assert.strictEqual(percentile([7], 0.95), 7)
    assert.isNaN(percentile([], 0.5))
  })
})

describe("a figure", () => {
  const rates = {
    bench: "log.append",
    unit: "events/s",
    ours: [300, 100, 200],
    peer: "them",
    theirs: [100, 90, 110]
  }

  it("holds the medians, the ratio, the target, the number of runs and the samples, and reads back", () => {
    const figure = figureOf({ ...rates, target: ratioOf(1.5) })
    assert.deepStrictEqual(figure, {
      bench: "log.append",
      unit: "events/s",
      ours: 200,
      peer: "them",
      theirs: 100,
      ratio: 2,
      target: 1.5,
      sense: "ratio >=",
      met: true,
      runs: 3,
      samples: { ours: [300, 100, 200], theirs: [100, 90, 110] }
    })
    const line = Schema.encodeSync(Schema.fromJsonString(Figure))(figure)
    assert.notInclude(line, "\n")
    assert.deepStrictEqual(Schema.decodeUnknownSync(Schema.fromJsonString(Figure))(line), figure)
  })

  it("has a ratio above 1 when ours is better, also where less is better", () => {
    assert.strictEqual(figureOf({ ...rates, unit: "ms", ours: [2], theirs: [6] }).ratio, 3)
    assert.strictEqual(figureOf({ ...rates, unit: "jobs/s", ours: [2], theirs: [8] }).ratio, 0.25)
  })

  it("has neither peer nor ratio nor target when there is none, and says so with null", () => {
    const alone = figureOf({ bench: "start", unit: "ms", ours: [12] })
    assert.deepStrictEqual(
      [alone.peer, alone.theirs, alone.ratio, alone.target, alone.sense, alone.met],
      [null, null, null, null, null, null]
    )
  })

  it("misses a target by the median, and meets `>=` but not `<` when it is equal", () => {
    assert.isFalse(figureOf({ ...rates, target: ratioOf(2.1) }).met)
    assert.isTrue(figureOf({ ...rates, target: ratioOf(2) }).met)
    assert.isTrue(figureOf({ bench: "a", unit: "events/s", ours: [20_000], target: atLeast(20_000) }).met)
    assert.isFalse(figureOf({ bench: "a", unit: "ms", ours: [1, 5, 9], target: below(5) }).met)
    assert.isTrue(figureOf({ bench: "a", unit: "ms", ours: [1, 4.9, 9], target: below(5) }).met)
  })
})
