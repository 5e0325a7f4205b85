import { assert, describe, it } from "@effect/vitest"
import { shownText } from "@layercake/core/agent/ProviderText"

describe("shownText", () => {
  it("takes the key out wherever it is", () => {
    assert.strictEqual(shownText("sk-1", "bad key sk-1 (sk-1)"), "bad key <redacted> (<redacted>)")
  })

  it("takes credentials out of addresses", () => {
    assert.strictEqual(shownText("", "POST http://me:secret@host/v1"), "POST http://<redacted>@host/v1")
  })

  it("leaves everything else alone, and no key is no reason to change a text", () => {
    assert.strictEqual(shownText("", "slow down"), "slow down")
  })

  it("cuts what is too long", () => {
    assert.strictEqual(shownText("", "x".repeat(5000)).length, 1003)
  })
})
