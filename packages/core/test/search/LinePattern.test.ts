import { assert, describe, it } from "@effect/vitest"
import * as LinePattern from "@layercake/core/search/LinePattern"
import { Result } from "effect"

const find = (pattern: string, line: string, ignoreCase = false) => {
  const made = LinePattern.ofRegex(pattern, ignoreCase)
  return Result.isSuccess(made) ? made.success.find(line) : assert.fail(made.failure.message)
}

const patterns = [
  "a",
  "ab|cd",
  "a*b",
  "(a|b)+c",
  "^ab$",
  "\\bfoo\\b",
  "\\Boo",
  "[a-c]{2,3}d",
  "[^x]y",
  "a.?c",
  "(?:ab)*c",
  "x{0,2}y",
  "\\d+\\.\\d*",
  "\\w+\\s\\w+$",
  "(a*)*b",
  "(|a)b",
  "[\\]a]",
  "a{3}",
  "é|ü",
  "[\\d-]+z",
  "^",
  "$",
  "b*"
]
const lines = [
  "",
  "a",
  "ab",
  "abc",
  "aabbcd",
  "foo food foo",
  "xx yy z",
  "3.14 and 7.",
  "one two",
  "aaaa",
  "über é",
  "😀y]",
  "cad abd bbd",
  "12-34z",
  "xxy y"
]

describe("a pattern for lines", () => {
  it("finds what the language's own expressions find, and where", () => {
    for (const ignoreCase of [false, true])
      for (const pattern of patterns)
        for (const line of [...lines, ...lines.map((line) => line.toUpperCase())]) {
          const own = new RegExp(pattern, ignoreCase ? "iu" : "u").exec(line)?.index
          assert.strictEqual(find(pattern, line, ignoreCase), own, `/${pattern}/ in "${line}"`)
        }
  })

  it("takes one pass over a line that other engines take for ever for", () => {
    const line = `${"a".repeat(5_000)}!`
    for (const pattern of ["(a+)+$", "(a|a)*b", "(a*)*b", "a*a*a*a*a*a*b"])
      assert.isUndefined(find(pattern, line))
  })

  it("refuses what it does not know, with the place", () => {
    const faults = [
      "(a",
      "a)",
      "[a",
      "*a",
      "a**",
      "(?=a)",
      "(?<n>a)",
      "\\1",
      "\\p{L}",
      "a{101}",
      "[z-a]",
      "a\\",
      "^*"
    ].map((pattern) => {
      const made = LinePattern.ofRegex(pattern, false)
      return Result.isFailure(made) && made.failure.at >= 1 ? "refused" : pattern
    })
    assert.deepStrictEqual(new Set(faults), new Set(["refused"]))
    const long = LinePattern.ofRegex("(((a{100}){100}){100})", false)
    assert.isTrue(Result.isFailure(long))
    assert.isTrue(Result.isFailure(LinePattern.ofRegex(`${"(".repeat(60)}a${")".repeat(60)}`, false)))
  })

  it("takes a text as it is", () => {
    assert.strictEqual(LinePattern.ofText("a.b(", false).find("x a.b("), 2)
    assert.isUndefined(LinePattern.ofText("A", false).find("a"))
    assert.strictEqual(LinePattern.ofText("A", true).find("ba"), 1)
  })
})
