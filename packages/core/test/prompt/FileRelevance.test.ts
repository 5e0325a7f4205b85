import { assert, describe, it } from "@effect/vitest"
import { ranked, type RelevanceInput } from "@layercake/core/prompt/FileRelevance"
import { importedBy } from "@layercake/core/prompt/ImportedPath"

const documents: Readonly<Record<string, string>> = {
  "docs/brief.md": "brief",
  "docs/prd.md": "prd",
  "specs/openapi.yaml": "openapi",
  "docs/threats.md": "threats"
}
const input: RelevanceInput = {
  inputs: ["prd", "openapi", "source"],
  documentKind: (path) => documents[path],
  folderKind: (path) => (path.startsWith("src/") ? "source" : undefined),
  diagnosed: new Set(["src/late.ts"]),
  imported: new Set(["test/help.ts"]),
  own: new Set(["public/page.html"])
}
const paths = [
  "zz.txt",
  "src/a.ts",
  "docs/threats.md",
  "public/page.html",
  "test/help.ts",
  "src/late.ts",
  "specs/openapi.yaml",
  "docs/prd.md",
  "docs/brief.md"
]

describe("the relevance of files", () => {
  it("puts documents asked for first, then what failed and what it imports, own files, other kinds asked for, the rest", () => {
    const expected = [
      ["docs/brief.md", "document"],
      ["docs/prd.md", "document"],
      ["specs/openapi.yaml", "document"],
      ["src/late.ts", "diagnosed"],
      ["test/help.ts", "imported"],
      ["public/page.html", "own"],
      ["src/a.ts", "asked"],
      ["docs/threats.md", "other"],
      ["zz.txt", "other"]
    ]
    for (const order of [paths, paths.toReversed()])
      assert.deepStrictEqual(
        ranked(
          order.map((path) => ({ path })),
          input
        ).map(({ file, relevance }) => [file.path, relevance]),
        expected
      )
  })
})

describe("what a file imports", () => {
  const tree = new Set(["src/a.ts", "src/b.ts", "src/c/index.ts", "src/data.json", "lib/d.mts", "src/e.tsx"])
  const isFile = (path: string) => tree.has(path)

  it("is found by relative paths in every form, also by the name of the compiled file", () => {
    const text = [
      `import { b } from "./b.js"`,
      `import data from './data.json' with { type: "json" }`,
      `export * from "./c"`,
      `const d = await import("../lib/d.mjs")`,
      `const e = require('./e')`,
      `import "./b.ts"`,
      `import "effect"`,
      `import "../../outside.ts"`,
      `import "./missing.ts"`,
      `import "./a.ts"`
    ].join("\n")
    assert.deepStrictEqual(importedBy("src/a.ts", text, isFile), [
      "src/b.ts",
      "src/data.json",
      "src/c/index.ts",
      "lib/d.mts",
      "src/e.tsx"
    ])
  })

  it("is nothing in other kinds of file", () => {
    assert.deepStrictEqual(importedBy("README.md", `import "./src/a.ts"`, isFile), [])
  })
})
