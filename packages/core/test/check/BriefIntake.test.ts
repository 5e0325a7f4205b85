import { assert, describe, it } from "@effect/vitest"
import { briefLimit, readBrief } from "@layercake/core/check/BriefIntake"
import { Result } from "effect"
import * as Base64 from "effect/encoding/Base64"

const bytes = (text: string) => Result.getOrThrow(Base64.decode(Base64.encode(text)))
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const refusal = (input: Uint8Array) => Result.getOrThrow(Result.flip(readBrief(input)))

describe("BriefIntake", () => {
  it("takes the title and the text of a brief", () => {
    const brief = readBrief(bytes("# **Room booking** for offices #\n\nPeople book rooms.\n"))

    assert.deepStrictEqual(
      brief,
      Result.succeed({
        title: "Room booking for offices",
        text: "# **Room booking** for offices #\n\nPeople book rooms.\n"
      })
    )
  })

  it("strips a byte order mark and makes every line end plain", () => {
    const brief = Result.getOrThrow(readBrief(bytes("\uFEFF# Title\r\n\r\nold\rMac\n")))

    assert.deepStrictEqual(brief, { title: "Title", text: "# Title\n\nold\nMac\n" })
  })

  it("finds an underlined title, and none inside code or a comment", () => {
    assert.strictEqual(Result.getOrThrow(readBrief(bytes("Title\n=====\ntext"))).title, "Title")
    assert.strictEqual(
      refusal(bytes("```\n# not a title\n```\n<!--\n# nor this\n-->\ntext")).reason,
      "no-title"
    )
  })

  it("keeps text of every script", () => {
    const text = "# Raumbuchung – 会議室 🏢\n\nÄußerst nötig.\n"

    assert.strictEqual(Result.getOrThrow(readBrief(bytes(text))).text, text)
  })

  const refused: ReadonlyArray<[string, Uint8Array, string, RegExp]> = [
    ["an empty file", bytes(""), "empty", /Write what is to be built/],
    ["a file of white space", bytes("\uFEFF \r\n\t\u00A0\u200B\n"), "blank", /Write what is to be built/],
    [
      "a file over the limit",
      new Uint8Array(briefLimit + 1).fill(97),
      "too-large",
      /1000001 bytes .* Shorten it/
    ],
    [
      "a file with NUL bytes",
      new Uint8Array([0x89, 0x50, 0, 1]),
      "binary",
      /byte 3 is NUL.* Save it as a plain text/
    ],
    ["UTF-16", latin1("\xff\xfe#\0 \0T\0"), "binary", /UTF-8/],
    ["Latin-1", latin1("# Caf\xe9"), "not-utf8", /encoding UTF-8/],
    ["a cut UTF-8 sequence", bytes("# Café").slice(0, -1), "not-utf8", /encoding UTF-8/],
    ["a text without title", bytes("## Features\n\n- one"), "no-title", /Begin it with a line such as/],
    ["an empty title", bytes("#\n\ntext"), "no-title", /Begin it with a line such as/]
  ]
  for (const [name, input, reason, message] of refused) {
    it(`refuses ${name} and says what to do`, () => {
      const error = refusal(input)

      assert.strictEqual(error.reason, reason)
      assert.match(error.message, message)
    })
  }

  it("accepts a file of exactly the limit", () => {
    const input = new Uint8Array(briefLimit).fill(97)
    input.set(bytes("# Title\n"))

    assert.isTrue(Result.isSuccess(readBrief(input)))
  })
})
