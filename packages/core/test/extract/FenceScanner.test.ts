import { assert, describe, it } from "@effect/vitest"
import { extract } from "@layercake/core/extract/Extractor"

/** Lines of an answer; `'''` stands for three backticks. */
const answer = (...lines: ReadonlyArray<string>) => lines.join("\n").replaceAll("'", "`")
const files = (...lines: ReadonlyArray<string>) => {
  const { files, findings } = extract(answer(...lines))
  assert.deepStrictEqual(findings, [])
  return Object.fromEntries(files.map(({ content, path }) => [path, content]))
}
const codes = (...lines: ReadonlyArray<string>) => extract(answer(...lines)).findings.map(({ code }) => code)

describe("fences inside fences", () => {
  it("keeps shorter fences inside a longer outer fence", () => {
    assert.deepStrictEqual(files("**README.md**", "''''markdown", "# T", "'''", "npm i", "'''", "''''"), {
      "README.md": "# T\n```\nnpm i\n```\n"
    })
  })

  it("keeps backticks inside tildes and tildes inside backticks", () => {
    assert.deepStrictEqual(
      files(
        "**a.md**",
        "~~~markdown",
        "'''sh",
        "ls",
        "'''",
        "~~~",
        "**b.md**",
        "'''markdown",
        "~~~",
        "x",
        "~~~",
        "'''"
      ),
      { "a.md": "```sh\nls\n```\n", "b.md": "~~~\nx\n~~~\n" }
    )
  })

  it("takes a closing fence that is longer than the opening one", () => {
    assert.deepStrictEqual(files("**a.ts**", "'''ts", "x", "''''''  "), { "a.ts": "x\n" })
  })

  it("pairs equal fences in markdown when each inner block has a language", () => {
    assert.deepStrictEqual(
      files(
        "**README.md**",
        "'''markdown",
        "# T",
        "'''bash",
        "npm i",
        "'''",
        "then",
        "'''ts",
        "go()",
        "'''",
        "'''",
        "",
        "**src/a.ts**",
        "'''ts",
        "go()",
        "'''"
      ),
      { "README.md": "# T\n```bash\nnpm i\n```\nthen\n```ts\ngo()\n```\n", "src/a.ts": "go()\n" }
    )
  })

  it("pairs inner blocks without a language when only one reading is left", () => {
    assert.deepStrictEqual(
      files("**README.md**", "'''markdown", "'''", "tree", "'''", "and", "'''bash", "npm i", "'''", "'''"),
      { "README.md": "```\ntree\n```\nand\n```bash\nnpm i\n```\n" }
    )
  })

  it("takes an inner block below a label for a part of the document when only one reading is left", () => {
    assert.deepStrictEqual(
      files("**a.md**", "'''md", "**config.json**", "'''", "{}", "'''", "'''sh", "ls", "'''", "'''"),
      { "a.md": "**config.json**\n```\n{}\n```\n```sh\nls\n```\n" }
    )
  })

  it("ends markdown whose last line looks like a label", () => {
    assert.deepStrictEqual(
      files("**a.md**", "'''md", "- `src/a.ts`", "'''", "**b.ts**", "'''ts", "b", "'''"),
      {
        "a.md": "- `src/a.ts`\n",
        "b.ts": "b\n"
      }
    )
  })

  it("ends markdown before the next file even when its fence has no language", () => {
    assert.deepStrictEqual(
      files("**a.md**", "'''markdown", "# A", "'''", "**Dockerfile**", "'''", "FROM node", "'''"),
      { "a.md": "# A\n", Dockerfile: "FROM node\n" }
    )
  })

  it("pairs equal fences in a document that only its path makes markdown", () => {
    assert.deepStrictEqual(files("**a.md**", "'''", "'''sh", "ls", "'''", "end", "'''"), {
      "a.md": "```sh\nls\n```\nend\n"
    })
  })

  it("pairs equal fences in a list of a document", () => {
    assert.deepStrictEqual(files("**a.md**", "'''md", "- '''sh", "  ls", "  '''", "'''"), {
      "a.md": "- ```sh\n  ls\n  ```\n"
    })
  })

  it.each([
    ["one bare inner block", ["**a.md**", "'''markdown", "# T", "'''", "npm i", "'''", "end", "'''"]],
    [
      "bare commentary behind a document",
      ["**a.md**", "'''markdown", "# T", "'''", "Run:", "'''", "npm i", "'''"]
    ],
    [
      "a language behind an unclosed inner block",
      ["**a.md**", "'''md", "'''sh", "ls", "'''ts", "x", "'''", "'''"]
    ],
    [
      "an inner block in a code file",
      ["**a.ts**", "'''ts", "const s = ~", "'''json", "{}", "'''", "~", "'''"]
    ],
    ["a list item with a block in a text file", ["**a.txt**", "'''", "- '''", "  x", "  '''", "'''"]],
    ["an example of the answer format", ["'''", "an example", "'''ts", "x", "'''", "'''"]]
  ])("refuses %s", (_, lines) => {
    assert.deepStrictEqual(codes(...lines), ["ambiguous-nesting"])
  })

  it("refuses a bare inner block in a template string", () => {
    const { findings } = extract("**a.ts**\n```ts\nconst s = `\n```\nx\n```\n`\n```\n")
    assert.deepStrictEqual(
      findings.map(({ code }) => code),
      ["ambiguous-nesting"]
    )
  })

  it("names a longer fence in its request", () => {
    const { findings } = extract(answer("**a.md**", "''''markdown", "''''", "x", "''''", "y", "''''"))
    assert.include(findings[0]?.message, "`````")
    assert.include(findings[0]?.message, "a.md")
  })

  it("says nothing about what follows a block whose end is uncertain", () => {
    assert.deepStrictEqual(
      codes(
        "**a.md**",
        "'''markdown",
        "'''",
        "x",
        "'''",
        "y",
        "'''",
        "**../b.ts**",
        "'''ts",
        "// ...",
        "'''"
      ),
      ["ambiguous-nesting"]
    )
  })
})

describe("blocks without an end", () => {
  it.each([
    ["an answer cut in the middle of a file", ["**a.ts**", "'''ts", "const a = 1"]],
    ["an answer cut behind the opening fence", ["**a.ts**", "'''ts"]],
    ["an answer cut in its commentary", ["**a.ts**", "'''ts", "x", "'''", "'''sh", "npm"]],
    ["a file that runs into the next one", ["**a.ts**", "'''ts", "x", "**b.ts**", "'''ts", "y", "'''"]],
    ["a bare file that runs into the next one", ["**a.ts**", "'''", "x", "**b.ts**", "'''", "y", "'''"]],
    ["a document that runs into the next file", ["**a.md**", "'''md", "x", "**b.ts**", "'''ts", "y", "'''"]],
    ["a closing fence that is too short", ["**a.ts**", "''''ts", "x", "'''"]],
    ["a closing fence of another kind", ["**a.ts**", "'''ts", "x", "~~~"]],
    ["a closing fence with a word behind it", ["**a.ts**", "~~~ts", "x", "~~~ end"]]
  ])("refuses %s", (name, lines) => {
    const expected = name.includes("word") ? "ambiguous-nesting" : "unterminated"
    assert.deepStrictEqual(codes(...lines), [expected])
  })

  it("says which file it is and where it opens", () => {
    const { findings } = extract(answer("Hello", "**a.ts**", "'''ts", "x"))
    assert.deepInclude(findings[0], { path: "a.ts", line: 3 })
  })
})

describe("indented fences", () => {
  it("takes the indentation of the fence from every line", () => {
    assert.deepStrictEqual(
      files("1. **a.py**", "", "   '''python", "   def f():", "       pass", "", "   '''"),
      {
        "a.py": "def f():\n    pass\n\n"
      }
    )
  })

  it("takes a tab like any other indentation", () => {
    assert.deepStrictEqual(files("- **a.py**", "\t'''python", "\tx = 1", "\t'''"), { "a.py": "x = 1\n" })
  })

  it("opens a block behind a list marker", () => {
    assert.deepStrictEqual(files("- '''ts src/a.ts", "  x", "  '''", "**b.ts**", "'''ts", "y", "'''"), {
      "src/a.ts": "x\n",
      "b.ts": "y\n"
    })
  })

  it("keeps fences that are indented too far to close the block", () => {
    assert.deepStrictEqual(files("**a.py**", "'''python", "    '''", "    x", "    '''", "'''"), {
      "a.py": "    ```\n    x\n    ```\n"
    })
  })

  it("refuses lines that are indented less than their fence", () => {
    assert.deepStrictEqual(codes("1. **a.py**", "   '''python", "def f():", "    pass", "   '''"), [
      "ambiguous-indentation"
    ])
  })

  it("ignores quoted fences", () => {
    assert.deepStrictEqual(files("> '''ts src/old.ts", "> x", "> '''", "**a.ts**", "'''ts", "y", "'''"), {
      "a.ts": "y\n"
    })
  })

  it("takes three backticks inside a line for what they are", () => {
    assert.deepStrictEqual(
      files("Use ''' x ''' here", "'''not a fence'''", "**a.ts**", "'''ts", "y", "'''"),
      { "a.ts": "y\n" }
    )
  })
})
