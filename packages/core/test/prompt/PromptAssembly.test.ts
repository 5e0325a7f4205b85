/**
 * What is sent when there is room, and what goes first when there is not.
 */
import { assert, describe, it } from "@effect/vitest"
import { assemble, type PromptFile, type PromptInput } from "@layercake/core/prompt/PromptAssembly"
import type { AssembledPrompt } from "@layercake/core/prompt/PromptPart"
import { tokensOf } from "@layercake/core/prompt/TokenEstimate"
import { outlineOf } from "@layercake/core/prompt/FileOutline"
import { Result } from "effect"
import { fileOf } from "../project/GivenProject.ts"
import { chanceOf } from "../pipeline/RandomHistory.ts"

const file = (path: string, content: string, relevance: PromptFile["relevance"] = "other"): PromptFile => ({
  file: fileOf(path, content),
  relevance,
  content,
  outline: outlineOf(path, content)
})

const input = (rest: Partial<PromptInput> = {}): PromptInput => ({
  system: "You are the developer.",
  task: "# Assignment\nDo it",
  contract: "# You must send\n- src/a.ts",
  again: "",
  failures: [""],
  handover: "",
  recollections: [],
  files: [],
  earlier: "",
  budget: 10_000,
  ...rest
})
const made = (rest: Partial<PromptInput> = {}): AssembledPrompt => Result.getOrThrow(assemble(input(rest)))
const formOf = ({ parts }: AssembledPrompt, name: string) => parts.find((part) => part.name === name)?.form
const code = (name: string, lines: number) =>
  `export const ${name} = 1\n${"// a line of code that says little\n".repeat(lines)}`

describe("a prompt", () => {
  it("has the files first and the task last, so that its beginning changes least", () => {
    const recollections = [{ id: "decision-1", text: "Decided by ada: SQLite" }]
    const files = [file("docs/prd.md", "# PRD\n", "document"), file("src/a.ts", "export const a = 1\n")]
    const first = made({ files, recollections, failures: ["# What failed\n- build"], again: "# Again\nno" })
    const second = made({ files, task: "# Assignment\nAnother", recollections: [] })
    const order = [
      "# The files",
      "**docs/prd.md**",
      "**src/a.ts**",
      "# What was",
      "# What failed",
      "# Assignment",
      "# You must send",
      "# Again"
    ]
    assert.deepStrictEqual(
      order.map((text) => first.prompt.indexOf(text)),
      order.map((text) => first.prompt.indexOf(text)).toSorted((a, b) => a - b)
    )
    assert.notInclude(
      order.map((text) => first.prompt.indexOf(text)),
      -1
    )
    assert.isAbove(first.stable, 0)
    assert.strictEqual(second.prompt.slice(0, second.stable), first.prompt.slice(0, first.stable))
  })

  it("shrinks the least relevant file first, and says by name what is not shown", () => {
    const files = ["one", "two", "three", "four"].map((name) => file(`src/${name}.ts`, code(name, 90)))
    const prompt = made({ files, budget: 2700 })
    assert.deepStrictEqual(
      files.map(({ file }) => formOf(prompt, file.path)),
      ["whole", "whole", "outline", "outline"]
    )
    assert.include(prompt.prompt, "## Files that are not shown whole")
    assert.include(prompt.prompt, "- src/three.ts")
    assert.include(prompt.prompt, "    export const three = 1")
    assert.notInclude(prompt.prompt, "**src/three.ts**")
  })

  it("keeps task and contract whole where nothing else fits, and refuses where they do not fit themselves", () => {
    const task = `# Assignment\n${"word ".repeat(1000)}`
    const tight = made({ task, files: [file("src/a.ts", code("a", 1000))], budget: 1900 })
    assert.include(tight.prompt, task)
    assert.include(tight.prompt, "# You must send")
    const refused = assemble(input({ task, budget: 1500 }))
    assert.isTrue(Result.isFailure(refused))
    if (Result.isFailure(refused)) assert.isAbove(refused.failure.fixedTokens, 1500)
  })

  it("shows fewer diagnostics rather than none", () => {
    const failures = [400, 40, 10, 0].map(
      (most) => `# What failed\n${"- src/a.ts: a type is wrong here\n".repeat(most)}`
    )
    const prompt = made({ failures, budget: 1500 })
    assert.strictEqual(formOf(prompt, "what failed"), "outline")
    assert.strictEqual(prompt.prompt.match(/a type is wrong/g)?.length, 40)
  })

  it("condenses old memories to a line and counts those that it leaves out", () => {
    const recollections = Array.from({ length: 400 }, (_, index) => ({
      id: `memory-${index}`,
      text: `Memory ${index}\n${"what happened then ".repeat(10)}`
    }))
    const prompt = made({ recollections, budget: 10_000 })
    assert.include(prompt.prompt, "- Memory 0\n  what happened")
    assert.notInclude(prompt.prompt, "Memory 399")
    assert.match(prompt.prompt, /- and \d+ entries of less relevance/)
    const lines = prompt.prompt.split("\n").filter((line) => line.startsWith("- Memory"))
    assert.isAbove(lines.length, 30)
    assert.isAtMost(prompt.parts.find(({ section }) => section === "memory")!.tokens, 2000)
  })

  it("fences a file with more than is inside it", () => {
    const prompt = made({ files: [file("README.md", "````sh\nrun\n````\n")] })
    assert.include(prompt.prompt, "**README.md**\n`````\n````sh\nrun\n````\n`````")
  })

  it("never comes to more than its budget, and is the same twice, whatever it is made of", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const chance = chanceOf(seed)
      const size = (most: number) => Math.floor(chance.next() * most)
      const files = Array.from({ length: size(200) }, (_, index) => {
        const made = file(
          `${chance.one(["src", "test", "a/very/deep/folder", ""])}/${"x".repeat(size(40))}${index}.${chance.one(["ts", "md", "txt"])}`.replace(
            /^\//,
            ""
          ),
          chance.one(["# a\n", "export const a = 1\n", "日本 "]).repeat(1 + size(800)),
          chance.one(["document", "own", "other"])
        )
        return chance.next() < 0.2 ? { ...made, content: undefined, outline: undefined } : made
      })
      const given = input({
        files,
        recollections: Array.from({ length: size(100) }, (_, index) => ({
          id: `${index}`,
          text: "a\nb ".repeat(size(80))
        })),
        failures: ["x ".repeat(size(5000)), "x ".repeat(20)],
        earlier: "y ".repeat(size(500)),
        budget: 2000 + size(30_000)
      })
      const prompt = Result.getOrThrow(assemble(given))
      assert.isAtMost(prompt.tokens, given.budget, `seed ${seed}`)
      assert.strictEqual(prompt.tokens, tokensOf(prompt.system) + tokensOf(prompt.prompt))
      assert.deepStrictEqual(Result.getOrThrow(assemble(given)), prompt)
      for (const { name, form } of prompt.parts.filter(({ section }) => section === "code"))
        if (form !== "left-out") assert.include(prompt.prompt, name)
    }
  })
})
