import { assert, describe, it } from "@effect/vitest"
import { closingWords } from "@layercake/core/extract/ClosingWords"

const fence = "```"

describe("the closing words of an answer", () => {
  it("are those after the last file, in one paragraph", () => {
    const answer = `Here it is.\n\n**a.ts**\n${fence}ts\nconst a = 1\n${fence}\n\n**Remove: old.ts**\n\nThe overlap rule\nis in a.ts.\n`
    assert.strictEqual(closingWords(answer), "The overlap rule is in a.ts.")
  })

  it("are those before the first file when nothing follows the last", () => {
    assert.strictEqual(
      closingWords(`I chose SQLite.\n\n**a.ts**\n${fence}\na\n${fence}\n`),
      "I chose SQLite."
    )
  })

  it("are the whole of an answer without files, and nothing of one that says nothing", () => {
    assert.strictEqual(closingWords("Done.\r\nNothing to do.\r\n"), "Done. Nothing to do.")
    assert.strictEqual(closingWords(`**a.ts**\n${fence}\na\n${fence}`), "")
    assert.strictEqual(closingWords(""), "")
  })

  it("are cut at 800 characters, and never part of a file that does not end", () => {
    assert.strictEqual(closingWords("word ".repeat(1000)).length, 800)
    assert.strictEqual(closingWords(`Before.\n\n**a.ts**\n${fence}ts\nsecret()\n`), "Before.")
  })
})
