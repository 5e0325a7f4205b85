import { assert, describe, it } from "@effect/vitest"
import { type Extraction, Finding } from "@layercake/core/extract/Extraction"
import { extract } from "@layercake/core/extract/Extractor"
import { Schema } from "effect"

/** Lines of an answer; `'''` stands for three backticks. */
const answer = (...lines: ReadonlyArray<string>) => lines.join("\n").replaceAll("'''", "```")
const contents = ({ files, findings }: Extraction) => {
  assert.deepStrictEqual(findings, [])
  return Object.fromEntries(files.map(({ content, path }) => [path, content]))
}
const codes = ({ findings }: Extraction) => findings.map(({ code }) => code)
const file = (path: string, ...lines: ReadonlyArray<string>) =>
  answer(`**${path}**`, "'''", ...lines, "'''", "")

describe("extract", () => {
  it("returns path, content, language and line of each file in order", () => {
    const { files } = extract(
      answer("Two files.", "", "**src/b.ts**", "'''TS", "b", "'''", "", "'''a.ts", "a", "", "'''")
    )
    assert.deepStrictEqual<ReadonlyArray<unknown>>(files, [
      { path: "src/b.ts", content: "b\n", language: "ts", line: 4 },
      { path: "a.ts", content: "a\n\n", language: null, line: 8 }
    ])
  })

  it("finds the path on the line above, behind blank lines too", () => {
    assert.deepStrictEqual(contents(extract(answer("`a.ts`", "", "", "'''ts", "a", "'''"))), {
      "a.ts": "a\n"
    })
  })

  it("does not carry a path over a block that it names already", () => {
    const result = extract(answer("**a.ts**", "'''ts", "a", "'''", "", "'''sh", "npm test", "'''"))
    assert.deepStrictEqual(contents(result), { "a.ts": "a\n" })
  })

  it("finds the path in the first line and takes the line out when it says nothing else", () => {
    const result = extract(
      answer("'''ts", "// src/a.ts", "a", "'''", "'''css", "/* b.css: the basics */", "b {}", "'''")
    )
    assert.deepStrictEqual(contents(result), {
      "src/a.ts": "a\n",
      "b.css": "/* b.css: the basics */\nb {}\n"
    })
  })

  it("finds the path below a line that must come first", () => {
    const result = extract(answer("'''sh", "#!/bin/sh", "# bin/run.sh", "ls", "'''"))
    assert.deepStrictEqual(contents(result), { "bin/run.sh": "#!/bin/sh\nls\n" })
  })

  it("keeps a first line with the path when the path stands elsewhere", () => {
    assert.deepStrictEqual(contents(extract(answer("**src/a.ts**", "'''ts", "// src/a.ts", "a", "'''"))), {
      "src/a.ts": "// src/a.ts\na\n"
    })
  })

  it("prefers the path of the fence and completes it from the line above", () => {
    assert.deepStrictEqual(contents(extract(answer("**src/a.ts**", '```ts title="a.ts"', "a", "'''"))), {
      "src/a.ts": "a\n"
    })
  })

  it("finds the path in a heading with text in between when the language agrees", () => {
    const result = extract(
      answer("### src/a.ts", "The entry.", "'''sh", "node a", "'''", "Now:", "'''ts", "a", "'''")
    )
    assert.deepStrictEqual(contents(result), { "src/a.ts": "a\n" })
  })

  it("lets a heading name nothing that is named elsewhere", () => {
    const result = extract(
      answer("**src/a.ts**", "'''ts", "a", "'''", "### src/a.ts", "A part:", "'''ts", "b", "'''")
    )
    assert.deepStrictEqual(contents(result), { "src/a.ts": "a\n" })
  })

  it("ignores blocks that name no file", () => {
    const result = extract(
      answer("Run:", "'''sh", "npm i", "'''", "'''json", '{"a":1}', "'''", file("a.ts", "a"))
    )
    assert.deepStrictEqual(contents(result), { "a.ts": "a\n" })
  })

  it.each([
    ["CRLF", "**a.ts**\r\n```ts\r\na\r\nb\r\n```\r\n"],
    ["lone CR", "**a.ts**\r```ts\ra\rb\r```\r"],
    ["a byte order mark", "\uFEFF**a.ts**\n```ts\n\uFEFFa\nb\n```"],
    ["no line end behind the last fence", "**a.ts**\n```ts\na\nb\n```"],
    ["blanks behind the fences", "**a.ts**  \n```ts  \na\nb\n```  \n"]
  ])("reads an answer with %s", (_, text) => {
    assert.deepStrictEqual(contents(extract(text)), { "a.ts": "a\nb\n" })
  })

  it("takes paths with spaces and letters of any script", () => {
    const result = extract(
      answer("`docs/meine Übersicht.md`", "'''md", "a", "'''", "**src/日本語.ts**", "'''ts", "b", "'''")
    )
    assert.deepStrictEqual(contents(result), { "docs/meine Übersicht.md": "a\n", "src/日本語.ts": "b\n" })
  })

  it("takes a leading ./ for what it is", () => {
    assert.deepStrictEqual(contents(extract(file("./src/a.ts", "a"))), { "src/a.ts": "a\n" })
  })

  it("makes findings that their schema accepts", () => {
    const { findings } = extract(file("../a.ts", "a") + file("b.ts", "// ..."))
    assert.deepStrictEqual(Schema.decodeSync(Schema.Array(Finding))(findings), findings)
  })
})

describe("extract refuses", () => {
  it.each([
    ["a path above the workspace", "unsafe-path", file("../a.ts", "a")],
    ["an absolute path", "unsafe-path", file("/src/a.ts", "a")],
    ["a home folder", "unsafe-path", file("~/a.ts", "a")],
    ["a drive letter", "unsafe-path", file("C:\\src\\a.ts", "a")],
    ["a backslash", "unsafe-path", file("src\\a.ts", "a")],
    ["a path in the repository's own folder", "reserved-path", file(".git/config.ini", "a")],
    ["a path in the factory's own folder", "reserved-path", file("x/.layercake/state.json", "{}")],
    ["a path in installed packages", "reserved-path", file("node_modules/a/index.js", "a")],
    ["an empty code file", "empty-file", file("a.ts")],
    ["a file of blanks", "empty-file", file("a.ts", "", "  ")],
    ["a file that is only its label", "empty-file", answer("'''ts", "// src/a.ts", "'''")],
    ["an elision", "elision", file("a.ts", "f()", "// ... existing code ...")],
    ["merge markers", "conflict-markers", file("a.ts", "<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> main")],
    [
      "a search-and-replace block",
      "conflict-markers",
      file("a.ts", "<<<<<<< SEARCH", "a", "=======", "b", ">>>>>>> REPLACE")
    ],
    ["a block of diff", "diff-output", answer("**a.ts**", "'''diff", "-a", "+b", "'''")],
    ["a unified diff", "diff-output", file("a.ts", "--- a/a.ts", "+++ b/a.ts", "@@ -1 +1 @@", "-a", "+b")],
    ["a hunk", "diff-output", file("a.ts", "@@ -1,2 +1,2 @@", " a", "-b", "+c")],
    ["a patch envelope", "diff-output", file("a.ts", "*** Begin Patch", "*** Update File: a.ts")],
    ["one path with two contents", "conflicting-duplicate", file("a.ts", "a") + file("a.ts", "b")],
    ["two paths that differ in case", "case-conflict", file("src/a.ts", "a") + file("src/A.ts", "a")],
    ["two forms of one letter", "case-conflict", file("\u00e9.ts", "a") + file("e\u0301.ts", "a")],
    ["a file that is also a folder", "file-and-folder", file("src/a.ts", "a") + file("src/a.ts/b.ts", "b")],
    [
      "a fence and a label that disagree",
      "conflicting-path",
      answer("**src/a.ts**", "'''ts src/b.ts", "a", "'''")
    ],
    ["two paths on one fence", "ambiguous-path", answer("'''ts src/a.ts src/b.ts", "a", "'''")],
    [
      "a block that is called an excerpt",
      "ambiguous-path",
      answer("**src/a.ts** (excerpt)", "'''ts", "a", "'''")
    ],
    [
      "commands below the name of a source file",
      "ambiguous-path",
      answer("**src/a.ts**", "'''sh", "node a", "'''")
    ],
    [
      "a block without a language far below a heading",
      "ambiguous-path",
      answer("### src/a.ts", "Text.", "'''", "a", "'''")
    ],
    [
      "a second block far below a heading",
      "ambiguous-path",
      answer("### a.ts", "T.", "'''ts", "a", "'''", "U.", "'''ts", "b", "'''")
    ],
    ["too large a file", "file-too-large", file("a.txt", "ü".repeat(500_001))],
    ["an answer without a block", "no-files", "All is well."],
    ["an empty answer", "no-files", ""],
    ["an answer with commentary only", "no-files", answer("'''sh", "npm i", "'''")]
  ])("%s", (_, code, text) => {
    const result = extract(text)
    assert.deepStrictEqual(codes(result), [code])
  })

  it("more files than it takes at once", () => {
    const many = Array.from({ length: 501 }, (_, index) => file(`src/f${index}.ts`, "a")).join("")
    assert.deepStrictEqual(codes(extract(many)), ["too-many-files"])
    assert.strictEqual(extract(many.slice(0, many.indexOf("**src/f500.ts**"))).files.length, 500)
  })

  it("and says where, which file, and what to send instead", () => {
    const { findings } = extract(
      answer("**src/a.ts**", "'''ts", "f()", "// rest of the file unchanged", "'''")
    )
    assert.deepStrictEqual<ReadonlyArray<unknown>>(findings, [
      {
        code: "elision",
        path: "src/a.ts",
        line: 4,
        message:
          'src/a.ts leaves something out at line 4 ("// rest of the file unchanged"). Send the whole file with every line written out; if that line belongs to the file, word it differently.'
      }
    ])
  })

  it("counts lines past a label that is taken out", () => {
    const { findings } = extract(answer("'''sh", "#!/bin/sh", "# run.sh", "# ...", "'''"))
    assert.strictEqual(findings[0]?.line, 4)
  })

  it("everything at once, ordered by line", () => {
    const result = extract(file("a.ts", "// ...") + file("../b.ts", "b") + file("c.ts") + file("a.ts", "x"))
    assert.deepStrictEqual(codes(result), ["elision", "unsafe-path", "empty-file", "conflicting-duplicate"])
  })
})

describe("extract accepts", () => {
  it.each([
    ["the same file twice", file("a.ts", "a") + file("a.ts", "a"), ["a.ts"]],
    [
      "a file that is there for its name",
      file("src/.gitkeep") + file("a/__init__.py"),
      ["src/.gitkeep", "a/__init__.py"]
    ],
    ["a patch by name", file("fix.patch", "--- a/a.ts", "+++ b/a.ts"), ["fix.patch"]],
    ["a document with a rule and a list", file("a.md", "---", "title: x", "---", "- a", "+ b"), ["a.md"]],
    ["a document with an underlined title", file("a.md", "Title", "=======", "text"), ["a.md"]],
    ["shifts that look like markers", file("a.ts", "x <<<<<<< y", "=======x"), ["a.ts"]],
    ["a file as large as allowed", file("a.txt", "x".repeat(999_999)), ["a.txt"]]
  ])("%s", (_, text, paths) => {
    assert.deepStrictEqual(Object.keys(contents(extract(text))), paths)
  })
})

describe("extract with a finish reason", () => {
  const length = { finishReason: "length" } as const

  it.each([
    ["the last fence", file("a.ts", "a")],
    ["the name of another file", `${file("a.ts", "a")}**b.ts**\n`],
    ["an announcement", `${file("a.ts", "a")}Now the tests:`],
    ["commentary before any block", "First I will"],
    ["a document that may go on", answer("**a.md**", "'''md", "# T", "'''", "npm install")]
  ])("refuses an answer that was cut behind %s", (_, text) => {
    assert.include(codes(extract(text, length)), "cut-answer")
    assert.notInclude(codes(extract(text, { finishReason: "stop" })), "cut-answer")
  })

  it("reports a block without an end only once", () => {
    assert.deepStrictEqual(codes(extract(answer("**a.ts**", "'''ts", "a"), length)), ["unterminated"])
  })

  it("accepts files that are followed by commentary which was cut", () => {
    assert.deepStrictEqual(
      codes(extract(`${file("a.ts", "a")}This file does what was asked and`, length)),
      []
    )
  })
})
