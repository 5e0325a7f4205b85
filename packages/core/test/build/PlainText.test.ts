import { assert, describe, it } from "@effect/vitest"
import { clip, dedent, plain, relativeTo } from "@layercake/core/build/PlainText"

describe("PlainText", () => {
  it("removes colours, links, titles and cursor movements", () => {
    const coloured =
      "\u001b[1m\u001b[38;2;1;2;3mred\u001b[0m \u001b]8;;https://a.example/x\u001b\\link\u001b]8;;\u001b\\ \u001b]0;title\u0007\u001b[2K\u001b[1Gend\u001b(B"

    assert.strictEqual(plain(coloured), "red link end")
  })

  it("ends every line in the same way", () => {
    assert.strictEqual(plain("a\r\nb\rc\n"), "a\nb\nc\n")
  })

  it("makes paths and file addresses relative to the workspace", () => {
    assert.strictEqual(
      relativeTo("/workspace/", "/workspace/src/a.ts file:///workspace/test/b.ts /workspace2/c.ts"),
      "src/a.ts test/b.ts /workspace2/c.ts"
    )
    assert.strictEqual(relativeTo("/", "/src/a.ts"), "/src/a.ts")
  })

  it("clips without splitting a character", () => {
    assert.strictEqual(clip("abc", 3), "abc")
    assert.strictEqual(clip("abcd", 3), "ab…")
    assert.strictEqual(clip("a😀bc", 3), "a…")
  })

  it("takes off shared indentation and outer blank lines", () => {
    assert.strictEqual(dedent(["", "    a", "", "      b", "  "]), "a\n\n  b")
  })
})
