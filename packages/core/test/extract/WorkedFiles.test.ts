import { assert, describe, it } from "@effect/vitest"
import { examineWorked } from "@layercake/core/extract/WorkedFiles"
import type { AnsweredFile } from "@layercake/core/port/AgentExecutor"

const codes = (...files: ReadonlyArray<AnsweredFile>) =>
  examineWorked(files).findings.map(({ code, path }) => [code, path])

describe("examineWorked", () => {
  it("tells files that were written from files that are gone", () => {
    assert.deepStrictEqual<unknown>(
      examineWorked([
        { path: "src/a.ts", content: "a\r\n" },
        { path: "old.ts", content: null }
      ]),
      { files: [{ path: "src/a.ts", content: "a\r\n" }], removed: ["old.ts"], findings: [] }
    )
  })

  it("takes nothing at all when one file cannot be taken", () => {
    const { files, findings, removed } = examineWorked([
      { path: "a.ts", content: "a" },
      { path: "b.ts", content: null },
      { path: "c.png", content: "", fault: "binary" }
    ])

    assert.deepStrictEqual([files, removed], [[], []])
    assert.strictEqual(findings.length, 1)
  })

  it("says of each file what is wrong with it", () => {
    assert.deepStrictEqual(
      codes(
        { path: "../a.ts", content: "a" },
        { path: "b\u0000.ts", content: null },
        { path: "sub/.git/config", content: null },
        { path: "c.txt", content: "a\0b" },
        { path: "d.txt", content: "x".repeat(1_000_001) },
        { path: "e.ts", content: "" },
        { path: "f.ts", content: "<<<<<<< mine\na\n=======\nb\n>>>>>>> theirs\n" },
        { path: "g", content: "", fault: "no-plain-file" }
      ),
      [
        ["unsafe-path", "../a.ts"],
        ["unsafe-path", "b\u0000.ts"],
        ["reserved-path", "sub/.git/config"],
        ["binary-file", "c.txt"],
        ["file-too-large", "d.txt"],
        ["empty-file", "e.ts"],
        ["conflict-markers", "f.ts"],
        ["no-plain-file", "g"]
      ]
    )
  })

  it("takes files that are empty by their nature", () => {
    assert.deepStrictEqual(codes({ path: "src/.gitkeep", content: "" }), [])
  })

  it("refuses two paths that are one file on some systems, unless one of them goes", () => {
    assert.deepStrictEqual(codes({ path: "src/A.ts", content: "a" }, { path: "src/a.ts", content: "a" }), [
      ["case-conflict", "src/a.ts"]
    ])
    assert.deepStrictEqual(codes({ path: "src/A.ts", content: null }, { path: "src/a.ts", content: "a" }), [])
    assert.deepStrictEqual(codes({ path: "a.ts", content: null }, { path: "a.ts", content: "a" }), [
      ["conflicting-duplicate", "a.ts"]
    ])
  })

  it("refuses more files than are ever taken", () => {
    const files = Array.from({ length: 501 }, (_, at) => ({ path: `${at}.ts`, content: "x" }))

    assert.deepStrictEqual(codes(...files), [["too-many-files", undefined]])
    assert.deepStrictEqual(codes(...files.slice(1)), [])
  })
})
