import { assert, describe, it } from "@effect/vitest"
import { AgentTemplateInvalid, parse } from "@layercake/core/agent/AgentTemplateParser"
import { Result } from "effect"

const whole = `---
name: reviewer
description: Use to review code.
version: 3
tier: high
gates: [G5]
inputs:
  - source
outputs: [review]
model: some-model
---

# Reviewer

Read the code.
`
const read = (markdown: string, file = "reviewer.md") => Result.getOrThrow(parse(file, markdown))
const refusal = (markdown: string, file = "reviewer.md") => {
  const result = parse(file, markdown)
  return Result.isFailure(result) ? result.failure : assert.fail("it was accepted")
}
const fields = (markdown: string, file?: string) => refusal(markdown, file).problems.map(({ field }) => field)

describe("AgentTemplateParser", () => {
  it("reads every key and the body", () => {
    assert.deepStrictEqual<unknown>(read(whole), {
      name: "reviewer",
      description: "Use to review code.",
      version: 3,
      tier: "high",
      gates: ["G5"],
      inputs: ["source"],
      outputs: ["review"],
      model: "some-model",
      instructions: "# Reviewer\n\nRead the code."
    })
  })

  it("takes a plain Claude Code subagent and gives it the defaults", () => {
    const markdown =
      "---\nname: reviewer\ndescription: Reviews code\ntools: Read, Grep\ncolor: blue\n---\nRead the code.\n"
    assert.deepStrictEqual<unknown>(read(markdown), {
      name: "reviewer",
      description: "Reviews code",
      version: 1,
      tier: "medium",
      gates: [],
      inputs: [],
      outputs: [],
      instructions: "Read the code."
    })
  })

  it("takes a description that is no YAML, as Claude Code does", () => {
    const description = 'Use this agent when: it\'s late. Examples: <example>\\nuser: "Hi"</example>'
    const markdown = `---\nname: reviewer\ndescription: ${description}\nmodel: inherit\n---\nRead.`
    const template = read(markdown)
    assert.strictEqual(template.description, description)
    assert.isFalse("model" in template)
  })

  it("does not mind a byte order mark, CRLF, keys without a value and a folder before the name", () => {
    const markdown = `\uFEFF${whole.replace("gates: [G5]", "gates:").replaceAll("\n", "\r\n")}`
    assert.deepStrictEqual(read(markdown, "C:\\agents\\reviewer.md").gates, [])
    assert.strictEqual(read(markdown, "agents/reviewer.MD").instructions, "# Reviewer\n\nRead the code.")
  })

  it("leaves rules and fences in the body alone", () => {
    assert.strictEqual(
      read(`${whole}\n---\n\n~~~\nx\n~~~\n`).instructions,
      "# Reviewer\n\nRead the code.\n\n---\n\n~~~\nx\n~~~"
    )
  })

  it.each([
    ["no front matter", "# Reviewer", ["front matter"]],
    ["an empty file", "", ["front matter"]],
    ["front matter that never ends", "---\nname: reviewer\n", ["front matter"]],
    ["front matter without keys", "---\n---\nRead.", ["front matter"]],
    ["front matter that is a list", "---\n- name\n---\nRead.", ["front matter"]],
    ["front matter that is no YAML", "---\nname: [reviewer\n---\nRead.", ["front matter"]],
    ["a key that is there twice", "---\nname: reviewer\nname: reviewer\n---\nRead.", ["front matter"]],
    ["no name", whole.replace("name: reviewer\n", ""), ["name"]],
    ["a name with a blank", whole.replace("name: reviewer", "name: Code Reviewer"), ["name"]],
    ["no description", whole.replace("description: Use to review code.\n", ""), ["description"]],
    ["an empty description", whole.replace("Use to review code.", '""'), ["description"]],
    ["a version in quotes", whole.replace("version: 3", 'version: "3"'), ["version"]],
    ["version 0", whole.replace("version: 3", "version: 0"), ["version"]],
    ["an unknown tier", whole.replace("tier: high", "tier: urgent"), ["tier"]],
    ["gates that are no list", whole.replace("gates: [G5]", "gates: G5"), ["gates"]],
    ["a list of things that are no text", whole.replace("outputs: [review]", "outputs: [1]"), ["outputs"]],
    ["a key in the singular", whole.replace("inputs:", "input:"), ["inputs"]],
    ["a model that is no text", whole.replace("model: some-model", "model: [a]"), ["model"]],
    ["no body", whole.slice(0, whole.indexOf("# Reviewer")), ["instructions"]],
    [
      "several faults at once",
      whole.replace("version: 3", "version: x").replace("tier: high", "tier: x"),
      ["version", "tier"]
    ]
  ])("refuses %s", (_, markdown, expected) => {
    assert.deepStrictEqual(fields(markdown), expected)
  })

  it("refuses a name that is not the name of the file", () => {
    assert.deepStrictEqual(fields(whole, "agents/code-reviewer.md"), ["name"])
  })

  it("names the file and the field, and says what to do", () => {
    const error = refusal(whole.replace("gates: [G5]", "gates: G5"), "agents/reviewer.md")
    assert.instanceOf(error, AgentTemplateInvalid)
    assert.include(error.message, "agents/reviewer.md is not an agent template. gates: ")
    assert.include(error.message, "Write a list of gates, such as [G3], or [] for none.")
  })
})
