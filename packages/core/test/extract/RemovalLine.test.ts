import { assert, describe, it } from "@effect/vitest"
import { extract, extractRemovals } from "@layercake/core/extract/Extractor"

/** Lines of an answer; `'''` stands for three backticks. */
const answer = (...lines: ReadonlyArray<string>) => lines.join("\n").replaceAll("'''", "```")
const file = (path: string) => answer(`**${path}**`, "'''", "content", "'''", "")
const removed = (text: string) => {
  const { findings, removed } = extract(text)
  assert.deepStrictEqual(findings, [])
  return removed.map((path) => path as string)
}
const codes = (text: string) => extract(text).findings.map(({ code, line }) => [code, line])

describe("lines that remove files", () => {
  it("are read in their order, each path once, and are an answer without any file", () => {
    assert.deepStrictEqual(
      removed(
        answer("They are not used.", "", "**Remove: src/b.ts**", "**Remove: a.ts**", "**Remove: src/b.ts**")
      ),
      ["src/b.ts", "a.ts"]
    )
  })

  it("may put the path in backticks, or end the bold before it", () => {
    assert.deepStrictEqual(
      removed(
        answer("**Remove: `src/a.ts`**", "  **Remove:** src/b.ts  ", "**Remove:** `docs/with space.md`")
      ),
      ["src/a.ts", "src/b.ts", "docs/with space.md"]
    )
  })

  it("stand beside files, before, between and behind them", () => {
    const text = answer(
      "**Remove: one.ts**",
      "",
      file("a.ts"),
      "**Remove: two.ts**",
      file("b.ts"),
      "**Remove: three.ts**"
    )
    const { files } = extract(text)

    assert.deepStrictEqual(removed(text), ["one.ts", "two.ts", "three.ts"])
    assert.deepStrictEqual(
      files.map(({ path }) => path as string),
      ["a.ts", "b.ts"]
    )
  })

  it("are content when they stand in a block", () => {
    const text = answer("**docs/format.md**", "''''markdown", "**Remove: src/a.ts**", "''''").replaceAll(
      "'",
      "`"
    )

    assert.deepStrictEqual(removed(text), [])
    assert.strictEqual(extract(text).files[0]?.content, "**Remove: src/a.ts**\n")
  })

  it("are talk when they say anything else, or when a word stands beside them", () => {
    for (const talk of [
      "Remove: src/a.ts",
      "**Remove src/a.ts**",
      "**remove: src/a.ts**",
      "I would write **Remove: src/a.ts** here.",
      "> **Remove: src/a.ts**",
      "- **Remove: src/a.ts**"
    ])
      assert.deepStrictEqual(codes(talk), [["no-files", undefined]], talk)
  })

  it("do not name the block below them", () => {
    const { files, findings, removed } = extract(answer("**Remove: src/a.ts**", "'''ts", "a", "'''"))

    assert.deepStrictEqual(files, [])
    assert.deepStrictEqual(findings, [])
    assert.deepStrictEqual<ReadonlyArray<string>>(removed, ["src/a.ts"])
  })

  const refused = [
    ["../outside.ts", "unsafe-path"],
    ["/etc/passwd", "unsafe-path"],
    ["src/", "unsafe-path"],
    ["src\\a.ts", "unsafe-path"],
    [".git/config", "reserved-path"],
    ["a/node_modules/b.js", "reserved-path"],
    [".layercake/agents/me.md", "reserved-path"]
  ] as const
  for (const [path, code] of refused)
    it(`refuses to remove ${path}`, () => {
      assert.deepStrictEqual(codes(answer("Gone.", `**Remove: ${path}**`)), [[code, 2]])
      assert.deepStrictEqual(extract(`**Remove: ${path}**`).removed, [])
    })

  it("refuses to send and to remove one file", () => {
    assert.deepStrictEqual(codes(answer(file("a.ts"), "**Remove: a.ts**")), [["conflicting-duplicate", 6]])
  })

  it("are not trusted to be all when the answer was cut", () => {
    const { findings } = extract("**Remove: a.ts**\n**Remove: b.", { finishReason: "length" })

    assert.deepStrictEqual(
      findings.map(({ code }) => code),
      ["cut-answer"]
    )
  })

  it("are read in no time, however long a line is", () => {
    const { findings } = extract(`**Remove: ${"a ".repeat(500_000)}b`)

    assert.deepStrictEqual(
      findings.map(({ code }) => code),
      ["no-files"]
    )
  })

  it("are read alone for agents that hand over files otherwise", () => {
    const text = answer(
      "I changed a.ts.",
      "'''",
      "**Remove: b.ts**",
      "'''",
      "**Remove: c.ts**",
      "**Remove: a.ts**"
    )

    const { findings, removed } = extractRemovals(text, ["a.ts"])

    assert.deepStrictEqual<ReadonlyArray<string>>(removed, ["c.ts"])
    assert.deepStrictEqual(
      findings.map(({ code }) => code),
      ["conflicting-duplicate"]
    )
  })
})
