/**
 * Which price counts for a call, and what a call comes to.
 */
import { assert, describe, it } from "@effect/vitest"
import { estimateOf } from "@layercake/core/cost/CallEstimate"
import { costOf, ModelPrice, priceOf } from "@layercake/core/cost/ModelPrice"
import { standardPrices } from "@layercake/core/cost/StandardPrices"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Option, Schema } from "effect"

const on = (day: string) => Timestamp.make(`${day}T12:00:00.000Z`)
const row = (model: string, from: string, inputPerMillion: number, provider = "acme"): ModelPrice => ({
  provider,
  model,
  from,
  inputPerMillion,
  cachedInputPerMillion: 0,
  outputPerMillion: 0
})
const found = (rows: ReadonlyArray<ModelPrice>, model: string, day = "2026-11-22", own: typeof rows = []) =>
  Option.getOrUndefined(
    Option.map(priceOf({ own, standard: rows }, model, on(day)), (row) => row.inputPerMillion)
  )

describe("the price of a model", () => {
  it("is that of the newest day that is not after the call", () => {
    const rows = [row("one", "2026-03-01", 2), row("one", "2026-01-01", 1), row("one", "2026-12-01", 3)]
    assert.deepStrictEqual(
      ["2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "2026-11-30", "2026-12-01"].map((day) =>
        found(rows, "acme/one", day)
      ),
      [undefined, 1, 1, 2, 2, 3]
    )
  })

  it("is not known, rather than that of a model with a like name", () => {
    const rows = [row("one", "2026-01-01", 1), row("two-2026*", "2026-01-01", 2)]
    for (const other of ["acme/one-mini", "acme/on", "acme", "other/one", "one", "acme/two", "acme/two-2025"])
      assert.isUndefined(found(rows, other), other)
    assert.strictEqual(found(rows, "acme/two-20260101"), 2)
  })

  it("takes each * for any characters or none, and the pattern that says most", () => {
    const rows = [
      row("*", "2026-02-01", 1),
      row("o*e-*i", "2026-01-01", 2),
      row("o*", "2026-01-01", 3),
      row("one-mini", "2026-01-01", 4)
    ]
    assert.deepStrictEqual(
      ["acme", "acme/x", "acme/one-mi", "acme/one-mini", "acme/only", "acme/oi"].map((model) =>
        found(rows, model)
      ),
      [1, 1, 2, 4, 3, 3]
    )
    // Parts of a pattern do not overlap.
    assert.isUndefined(found([row("ab*ba", "2026-01-01", 1)], "acme/aba"))
  })

  it("is the user's own where they say one, however vague", () => {
    const standard = [row("one", "2026-06-01", 1)]
    assert.strictEqual(found(standard, "acme/one", "2026-11-22", [row("*", "2026-01-01", 9)]), 9)
    assert.strictEqual(found(standard, "acme/one", "2026-11-22", [row("*", "2026-12-01", 9)]), 1)
  })

  it("of the standard table is a list price with its source, cached input never dearer than other input", () => {
    const decode = Schema.decodeUnknownSync(ModelPrice, { onExcessProperty: "error" })
    for (const price of standardPrices) {
      decode(price)
      assert.match(price.source ?? "", /as of|always/)
      assert.isAtMost(price.cachedInputPerMillion, price.inputPerMillion)
    }
    const names = standardPrices.map(({ from, model, provider }) => `${provider}/${model}@${from}`)
    assert.strictEqual(new Set(names).size, names.length)
    assert.isUndefined(found(standardPrices, "openai/gpt-5-pro"))
    assert.isUndefined(found(standardPrices, "anthropic/claude-sonnet-4-6"))
    assert.strictEqual(found(standardPrices, "anthropic/claude-sonnet-4-5-20250929"), 3_000_000)
    assert.strictEqual(found(standardPrices, "anthropic/claude-opus-4-20250514"), 15_000_000)
    assert.deepStrictEqual([found(standardPrices, "replay"), found(standardPrices, "replay/booking")], [0, 0])
  })
})

describe("what a call costs", () => {
  const price: ModelPrice = {
    provider: "acme",
    model: "one",
    from: "2026-01-01",
    inputPerMillion: 3_000_000,
    cachedInputPerMillion: 300_000,
    cacheWritePerMillion: 3_750_000,
    outputPerMillion: 15_000_000
  }

  it("counts plain, cached and written input and output apart, and rounds up", () => {
    const usage = { inputTokens: 1000, cachedInputTokens: 600, cacheWriteInputTokens: 100, outputTokens: 10 }
    // 300 * 3 + 600 * 0.3 + 100 * 3.75 + 10 * 15
    assert.strictEqual(costOf(price, usage), 900 + 180 + 375 + 150)
    assert.strictEqual(costOf(price, { inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 }), 1)
    assert.strictEqual(costOf(price, { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }), 0)
  })

  it("takes written input for plain input where that has no price of its own", () => {
    const { cacheWritePerMillion: _, ...plain } = price
    const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 0 }
    assert.strictEqual(costOf(plain, { ...usage, cacheWriteInputTokens: 100 }), costOf(plain, usage))
  })

  it("is estimated above what any use of the same tokens costs, and is unknown for an unknown model", () => {
    const prices = { own: [price], standard: [] }
    const prompt = { system: "s".repeat(700), prompt: "p".repeat(6300) }
    const estimate = estimateOf(
      prices,
      { name: "acme/one", pricing: { maxOutputTokens: 100 } },
      prompt,
      on("2026-11-22")
    )
    assert.deepInclude(estimate, { model: "acme/one", inputTokens: 2500, outputTokens: 100 })
    for (const [cachedInputTokens, cacheWriteInputTokens] of [
      [0, 0],
      [2500, 0],
      [0, 2500],
      [1000, 1500]
    ] as const)
      assert.isAtMost(
        costOf(price, { inputTokens: 2500, cachedInputTokens, cacheWriteInputTokens, outputTokens: 100 }),
        estimate?.microUsd ?? -1
      )
    assert.isNull(estimateOf(prices, { name: "acme/two" }, prompt, on("2026-11-22"))?.microUsd)
    assert.isNull(estimateOf(prices, { name: "acme/one" }, prompt, on("2025-12-31"))?.microUsd)
    assert.isUndefined(estimateOf(prices, { name: "x", pricing: { model: null } }, prompt, on("2026-11-22")))
  })
})
