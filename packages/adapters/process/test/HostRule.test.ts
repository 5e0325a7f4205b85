import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as HostRule from "../src/HostRule.ts"

const rulesOf = (...texts: ReadonlyArray<string>) =>
  texts.map((text) => Result.getOrThrow(HostRule.parse(text)))

describe("A list of hosts", () => {
  it("admits a name for the port given, and 443 when none is", () => {
    const rules = rulesOf("API.example.com", "other.example.com.:8443")

    assert.isTrue(HostRule.admits(rules, "api.example.com", 443))
    assert.isTrue(HostRule.admits(rules, "API.EXAMPLE.COM.", 443))
    assert.isTrue(HostRule.admits(rules, "other.example.com", 8443))
    assert.isFalse(HostRule.admits(rules, "api.example.com", 80))
    assert.isFalse(HostRule.admits(rules, "other.example.com", 443))
  })

  it("admits names below a suffix, and neither the suffix nor what only ends like it", () => {
    const rules = rulesOf("*.example.com")

    assert.isTrue(HostRule.admits(rules, "a.b.example.com", 443))
    assert.isFalse(HostRule.admits(rules, "example.com", 443))
    assert.isFalse(HostRule.admits(rules, "evilexample.com", 443))
    assert.isFalse(HostRule.admits(rules, "example.com.evil.org", 443))
  })

  it("takes no addresses, in whatever notation, and nothing but names", () => {
    const addresses = "127.0.0.1 2130706433 0x7f000001 0177.0.0.1 127.1 a.0x7f [::1] ::1".split(" ")
    const others = "* *.com https://example.com example.com/path user@example.com x:0 x:70000".split(" ")
    const odd = [...addresses, ...others, "a b", ""]

    assert.deepStrictEqual(
      odd.filter((text) => Result.isSuccess(HostRule.parse(text))),
      []
    )
  })

  it("says what is wrong with an entry and what to write", () => {
    const problem = Result.match(HostRule.parse("10.0.0.1"), {
      onSuccess: () => "",
      onFailure: (text) => text
    })

    assert.include(problem, "10.0.0.1")
    assert.include(problem, "write a host name")
  })
})
