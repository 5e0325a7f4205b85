import { assert, describe, it } from "@effect/vitest"
import { readInfo } from "@layercake/core/extract/InfoString"

describe("InfoString", () => {
  it.each([
    ["ts src/a.ts", "ts", "src/a.ts"],
    ["ts path=src/a.ts", "ts", "src/a.ts"],
    ['ts title="src/a.ts"', "ts", "src/a.ts"],
    ["ts filename='src/a.ts' {1,3-4}", "ts", "src/a.ts"],
    ['ts file="my notes/a b.ts"', "ts", "my notes/a b.ts"],
    ["ts {path=src/a.ts}", "ts", "src/a.ts"],
    ['{.ts filename="src/a.ts"}', "ts", "src/a.ts"],
    ["ts:src/a.ts", "ts", "src/a.ts"],
    ["c++:src/a.cpp", "c++", "src/a.cpp"],
    ['ts:"my notes/a b.ts"', "ts", "my notes/a b.ts"],
    ["src/a.ts", null, "src/a.ts"],
    ["main.py", null, "main.py"],
    [".env.example", null, ".env.example"],
    ["ts `my notes/a b.ts`", "ts", "my notes/a b.ts"],
    ['"docs/my notes.md"', null, "docs/my notes.md"],
    ["ts // src/a.ts", "ts", "src/a.ts"],
    ["ts (src/a.ts)", "ts", "src/a.ts"],
    ["TypeScript ./src/a.ts showLineNumbers", "typescript", "src/a.ts"],
    ["json package.json", "json", "package.json"],
    ["path=LICENSE", null, "LICENSE"]
  ])("reads %s", (text, language, path) => {
    assert.deepStrictEqual(readInfo(text), { language, path, doubt: null })
  })

  it.each([
    ["", null],
    ["ts", "ts"],
    ["c++", "c++"],
    ["{.python}", "python"],
    ["Dockerfile", "dockerfile"],
    ["node.js", "nodejs"],
    ['ts title="Example"', "ts"],
    ["bash npm install", "bash"],
    ["ts showLineNumbers {1,3}", "ts"],
    ["x".repeat(3_000), null]
  ])("finds no path in %s", (text, language) => {
    assert.deepStrictEqual(readInfo(text), { language, path: null, doubt: null })
  })

  it.each([
    ["ts src/a.ts src/b.ts"],
    ["ts src/my notes.ts"],
    ["12:15:src/a.ts"],
    ["ts src/a.ts:3-10"],
    ["ts src/a.ts#L3-L9"],
    ["bash src/a.ts"]
  ])("is in doubt about the path in %s", (text) => {
    const info = readInfo(text)
    assert.isNotNull(info.path)
    assert.isNotNull(info.doubt)
  })
})
