import { assert, describe, it } from "@effect/vitest"
import { extract } from "@layercake/core/extract/Extractor"
import { starredLines } from "@layercake/core/extract/StarredComment"

const marks = (text: string) => Array.from(starredLines(text.split("\n"))).join("")

describe("StarredComment", () => {
  it("marks what lies between the ends of a documentation comment", () => {
    assert.strictEqual(marks("a\n/**\n * b\n * c\n */\nd"), "001100")
  })

  it("marks nothing where a line has no star, where it is closed at once, and where it never ends", () => {
    assert.strictEqual(marks("/**\n * a\nb\n * c\n */"), "00000")
    assert.strictEqual(marks("/* a */\n * b\n */"), "000")
    assert.strictEqual(marks("/**\n * a\n * b"), "000")
  })

  it("does not hide the end of a block that stops in the middle of a comment", () => {
    const { files, findings } = extract(
      "**a.ts**\n```ts\n/**\n * cut\n\n* Then:\n* ```ts\n  b()\n  ```\n*/\n"
    )
    assert.isNotEmpty(findings, JSON.stringify(files))
  })

  it("reads an answer of nothing but stars in reasonable time", () => {
    assert.strictEqual(marks(`/**\n${" * ```\n".repeat(200_000)}`).includes("1"), false)
  })
})
