import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import { TestConsole } from "effect/testing"
import { fileURLToPath } from "node:url"
import { outcomeOf, run } from "../src/ExtractBench.ts"
import { type ExtractCase, readCorpus } from "../src/ExtractCorpus.ts"
import { total } from "../src/ExtractOutcome.ts"

const own = fileURLToPath(new URL("../corpus/extract", import.meta.url))

const block = (path: string, content: string) => `**${path}**\n\`\`\`ts\n${content}\`\`\`\n`
const one = (answer: string, files: Record<string, string>, expectation: ExtractCase["expectation"] = {}) =>
  outcomeOf({ name: "one", answer, files: new Map(Object.entries(files)), expectation })

/** A corpus in a folder of its own. */
const corpus = (files: Record<string, string>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* fs.makeTempDirectoryScoped()
    for (const [name, text] of Object.entries(files)) {
      yield* fs.makeDirectory(path.dirname(path.join(folder, name)), { recursive: true })
      yield* fs.writeFileString(path.join(folder, name), text)
    }
    return folder
  })

describe("the judgement of an extraction", () => {
  const a = { "a.ts": "export const a = 1\n" }

  it("is exact where every file comes out byte for byte and no other", () => {
    assert.strictEqual(one(block("a.ts", "export const a = 1\n"), a).judgement, "exact")
  })

  it("is wrong where a file has other content, or is none", () => {
    const other = one(block("a.ts", "export const a = 2\n"), a)
    const extra = one(block("a.ts", "export const a = 1\n") + block("b.ts", "b()\n"), a)
    const refusal = one(block("a.ts", "export const a = 1\n"), {}, { refused: true })

    assert.deepStrictEqual([other.judgement, other.wrong], ["wrong", ["a.ts"]])
    assert.deepStrictEqual([extra.judgement, extra.wrong, extra.recovered], ["wrong", ["b.ts"], 1])
    assert.deepStrictEqual([refusal.judgement, refusal.wrong], ["wrong", ["a.ts"]])
    assert.strictEqual(total([other, extra, refusal]).wrongWrites, 3)
  })

  it("is wrong where a file would be taken away that should stay", () => {
    const taken = one(`**Remove: old.ts**\n\n${block("a.ts", "export const a = 1\n")}`, a)
    assert.deepStrictEqual([taken.judgement, taken.wrong], ["wrong", ["-old.ts"]])
  })

  it("is a refusal where the answer could have been used, or is refused for another reason", () => {
    assert.strictEqual(one("**a.ts**\n```ts\nexport const a = 1\n", a).judgement, "refused")
    assert.strictEqual(one("talk", {}, { refused: true, codes: ["elision"] }).detail, "not for elision")
  })

  it("is incomplete where a file is missing without a word", () => {
    const outcome = one(block("a.ts", "export const a = 1\n"), { ...a, "b.ts": "b()\n" })
    assert.deepStrictEqual(
      [outcome.judgement, outcome.missing, outcome.recovered],
      ["incomplete", ["b.ts"], 1]
    )
  })
})

it.layer(NodeServices.layer)("a corpus", (it) => {
  it.effect("is read from its folders, also from folders of folders", () =>
    Effect.gen(function* () {
      const folder = yield* corpus({
        "x/one/answer.md": "a",
        "x/one/expected/src/a.ts": "1",
        "x/one/expected/b.ts.expected": "2",
        "two/answer.md": "b",
        "two/expected.json": `{"refused":true}`
      })
      const cases = yield* readCorpus(folder)

      assert.deepStrictEqual(
        cases.map(({ expectation, files, name }) => [name, [...files], expectation]),
        [
          ["two", [], { refused: true }],
          [
            "x/one",
            [
              ["b.ts", "2"],
              ["src/a.ts", "1"]
            ],
            {}
          ]
        ]
      )
    })
  )

  it.effect("is refused with the place and what to do", () =>
    Effect.gen(function* () {
      const problem = (files: Record<string, string>) =>
        Effect.flatMap(corpus(files), (folder) =>
          Effect.map(Effect.flip(readCorpus(folder)), (e) => e.message)
        )

      assert.match((yield* Effect.flip(readCorpus("/nowhere/at/all"))).message, /there is no such folder/)
      assert.match(yield* problem({ "a.txt": "" }), /it holds no case/)
      assert.match(yield* problem({ "one/answer.md": "" }), /one: it says nothing of what is expected/)
      assert.match(
        yield* problem({ "one/answer.md": "", "one/expected.json": `{"refuse":1}` }),
        /expected\.json: /
      )
    })
  )

  it.effect("of known traps comes out whole, with nothing written wrongly", () =>
    Effect.gen(function* () {
      const outcomes = (yield* readCorpus(own)).map(outcomeOf)

      assert.isAtLeast(outcomes.length, 70)
      assert.deepStrictEqual(
        outcomes
          .filter(({ judgement }) => judgement !== "exact")
          .map((outcome) => [outcome.case, outcome.detail]),
        []
      )
    })
  )

  it.effect("fails the run by one wrong write, after everything is printed", () =>
    Effect.gen(function* () {
      const folder = yield* corpus({
        "one/answer.md": block("a.ts", "1\n"),
        "one/expected/a.ts": "2\n",
        "two/answer.md": block("a.ts", "1\n"),
        "two/expected/a.ts": "1\n"
      })
      const error = yield* Effect.flip(run({ corpus: folder, json: true, only: "" }))
      const lines = (yield* TestConsole.logLines).map((line) => String(line))

      assert.strictEqual(error.message, "1 files would have been written wrongly, in one.")
      assert.strictEqual(lines.length, 3)
      assert.match(lines[2] ?? "", /"bench":"extract","cases":2,"exact":1,.*"wrongWrites":1/)
      yield* run({ corpus: folder, json: true, only: "two" })
    })
  )
})
