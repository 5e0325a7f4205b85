import { assert, describe, it } from "@effect/vitest"
import { parse } from "@layercake/core/agent/AgentTemplateParser"
import { checkRequirements } from "@layercake/core/check/RequirementCheck"
import { parseRequirements } from "@layercake/core/check/RequirementList"
import { DeploySettings } from "@layercake/core/deployment/DeploySettings"
import { extract } from "@layercake/core/extract/Extractor"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { isRegisterPath, RegisterFile } from "@layercake/core/register/RegisterFile"
import { Result, Schema } from "effect"
import * as Yaml from "effect/encoding/Yaml"

const sources = import.meta.glob("../../agents/*.md", { query: "?raw", import: "default", eager: true })
const texts = new Map(
  Object.entries(sources).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ""), text] as const)
)
const names = [...texts.keys()].toSorted()
const text = (name: string) => texts.get(name) ?? ""
const template = (name: string) => Result.getOrThrow(parse(`${name}.md`, text(name)))
const example = (name: string) =>
  extract(/^## Example\n[^]*?\n~~~~~text\n([^]*)\n~~~~~\n$/m.exec(text(name))?.[1] ?? "")
const contentOf = (name: string, path: string) =>
  example(name).files.find((file) => file.path === path)?.content ?? ""

const steps = standardPipeline.gates.flatMap((gate) => gate.work.map((step) => ({ ...step, gate: gate.id })))

describe("the agent templates", () => {
  it("are fourteen", () => {
    assert.deepStrictEqual(names, [
      "architect",
      "backend-developer",
      "code-reviewer",
      "data-analyst",
      "database-engineer",
      "devops-engineer",
      "frontend-developer",
      "orchestrator",
      "product-manager",
      "qa-engineer",
      "release-manager",
      "security-engineer",
      "technical-writer",
      "ux-designer"
    ])
  })

  describe.each(names)("%s", (name) => {
    it("is a template", () => {
      const { description, instructions, version } = template(name)
      assert.strictEqual(version, 1)
      assert.match(description, /^Use .*\.$/)
      assert.include(instructions, "## Answer format")
      assert.isAtLeast(text(name).split("\n").length, 40)
      assert.isAtMost(text(name).trimEnd().split("\n").length, 160)
    })

    it("shows an answer that can be used", () => {
      const { files, findings } = example(name)
      assert.deepStrictEqual(findings, [])
      assert.isAbove(files.length, 0)
    })

    it("serves the gates of the standard pipeline that name it, and produces what they ask for", () => {
      const own = steps.filter((step) => step.agent === name)
      const { gates, instructions, outputs } = template(name)
      assert.deepStrictEqual(gates, [...new Set<string>(own.map((step) => step.gate))])
      for (const { kind, path } of own.flatMap((step) => step.produces)) {
        assert.include(outputs, kind)
        assert.include(instructions, path)
      }
    })

    it("asks only for kinds of document that exist", () => {
      const kinds = [
        "source",
        ...standardPipeline.gates.flatMap((gate) => gate.documents.map(({ kind }) => kind)),
        ...steps.flatMap((step) => step.produces.map(({ kind }) => kind))
      ]
      for (const kind of template(name).inputs) assert.include(kinds, kind)
    })

    it("shows registers in their form, and YAML and JSON that parse", () => {
      for (const { content, path } of example(name).files) {
        if (isRegisterPath(path)) {
          assert.strictEqual(path, `docs/register/${name}.json`)
          Schema.decodeSync(Schema.fromJsonString(RegisterFile))(content)
        }
        if (/\.(?:json|ya?ml)$/.test(path)) assert.isObject(Yaml.parse(content))
      }
    })
  })

  it("show a register that classifies the project", () => {
    const register = contentOf("orchestrator", "docs/register/orchestrator.json")
    const { project, risks } = Schema.decodeSync(Schema.fromJsonString(RegisterFile))(register)
    assert.isDefined(project)
    assert.isAbove(risks?.length ?? 0, 0)
  })

  it("show requirements that pass their check", () => {
    const { diagnostics, outcome } = checkRequirements(
      parseRequirements(contentOf("product-manager", "docs/prd.md"))
    )
    assert.deepStrictEqual(diagnostics, [])
    assert.strictEqual(outcome, "passed")
  })

  it("show settings that deploy", () => {
    const settings = Schema.decodeSync(Schema.fromJsonString(DeploySettings))(
      contentOf("devops-engineer", "deploy.json")
    )
    assert.deepStrictEqual(settings, { start: ["npm", "start"], health: "/health" })
  })
})
