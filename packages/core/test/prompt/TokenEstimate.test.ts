import { assert, describe, it } from "@effect/vitest"
import { tokensOf, tokensOfBytes } from "@layercake/core/prompt/TokenEstimate"

describe("the estimate of tokens", () => {
  it("is nothing for nothing, and on the high side of what vendors state", () => {
    assert.strictEqual(tokensOf(""), 0)
    assert.strictEqual(tokensOf("a"), 1)
    assert.strictEqual(tokensOf("x".repeat(3500)), 1000)
    assert.isAbove(tokensOf("The system lists all rooms."), "The system lists all rooms.".length / 4)
  })

  it("counts other scripts by the character", () => {
    assert.strictEqual(tokensOf("会議室の予約"), 6)
    assert.isAtLeast(tokensOf("会議室 booking"), 3 + 2)
  })

  it("is never less for a whole than for a part, nor for both parts than for the whole", () => {
    for (const text of ["const a = 1\n", "日本 and English", "\u{1f370} cake"])
      for (let cut = 0; cut <= text.length; cut++) {
        const [a, b] = [tokensOf(text.slice(0, cut)), tokensOf(text.slice(cut))]
        assert.isAtLeast(tokensOf(text), Math.max(a, b))
        assert.isAtLeast(a + b, tokensOf(text))
      }
  })

  it("of bytes is that of the same ASCII text", () => {
    assert.strictEqual(tokensOfBytes(3500), tokensOf("x".repeat(3500)))
  })
})
