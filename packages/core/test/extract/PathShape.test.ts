import { assert, describe, it } from "@effect/vitest"
import { pathFault, reservedFolder } from "@layercake/core/extract/PathShape"
import { isSafePath } from "@layercake/core/tree/Tree"

describe("PathShape", () => {
  it.each([
    ["/etc/passwd", "it is absolute"],
    ["~/.bashrc", "it is absolute"],
    ["../a.ts", "it leaves the workspace"],
    ["src/../../a.ts", "it leaves the workspace"],
    ["C:/a.ts", "it has a drive letter"],
    ["c:a.ts", "it has a drive letter"],
    ["src\\a.ts", "it has a backslash"],
    ["src//a.ts", "it is not a plain relative path"],
    ["src/./a.ts", "it is not a plain relative path"],
    ["src/a\u0000.ts", "it is not a plain relative path"],
    ["src/a\u202e.ts", "it has invisible characters"],
    ["src/a\ud800.ts", "it has invisible characters"],
    ["src/a?.ts", "it has a character that not every system allows"],
    ["src/a.ts.", "a segment ends in a dot or a space"],
    ["src /a.ts", "a segment ends in a dot or a space"],
    [`${"a".repeat(256)}.ts`, "a segment is longer than 255 characters"],
    [`${"ab/".repeat(400)}a.ts`, "it is not a plain relative path"]
  ])("refuses %s", (path, fault) => {
    assert.strictEqual(pathFault(path), fault)
  })

  it.each([
    ["src/a.ts"],
    ["日本語/ü.md"],
    [".github/workflows/ci.yml"],
    ["a b/c d.txt"],
    ["[id]/(x)/@y/+z.ts"]
  ])("accepts %s, as the tree does", (path) => {
    assert.isUndefined(pathFault(path))
    assert.isTrue(isSafePath(path))
  })

  it.each([
    [".git/config", ".git"],
    ["packages/a/node_modules/b/index.js", "node_modules"],
    [".layercake/state.json", ".layercake"],
    [".GIT/hooks/pre-commit", ".GIT"],
    [".git./config", ".git."],
    ["git~1/config", "git~1"]
  ])("keeps agents out of %s", (path, folder) => {
    assert.strictEqual(reservedFolder(path), folder)
  })

  it("leaves files alone whose names only look reserved", () => {
    assert.isUndefined(reservedFolder(".gitignore"))
    assert.isUndefined(reservedFolder(".github/workflows/ci.yml"))
    assert.isUndefined(reservedFolder("src/git/log.ts"))
  })
})
