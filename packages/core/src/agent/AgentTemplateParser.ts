/**
 * Reads an agent template from markdown with front matter, the format of Claude Code subagents. Does not know where
 * templates are kept or which of them a project uses.
 */
import { Predicate, Result, Schema, SchemaIssue } from "effect"
import * as Yaml from "effect/encoding/Yaml"
import { AgentTemplate } from "./Agent.ts"

const TemplateProblem = Schema.Struct({
  /** The key of the front matter; `front matter` or `instructions` for the parts of the file. */
  field: Schema.String,
  problem: Schema.String,
  remedy: Schema.String
})
type TemplateProblem = typeof TemplateProblem.Type

/** The file is no agent template. Nothing was loaded from it. */
export class AgentTemplateInvalid extends Schema.TaggedError<AgentTemplateInvalid>()("AgentTemplateInvalid", {
  file: Schema.String,
  problems: Schema.NonEmptyArray(TemplateProblem)
}) {
  override get message() {
    const problems = this.problems.map(({ field, problem, remedy }) => `${field}: ${problem}. ${remedy}`)
    return `${this.file} is not an agent template. ${problems.join(" ")}`
  }
}

/** A file with only name, description and body gets version 1, tier medium, and no gates, inputs or outputs. */
export const parse = (
  fileName: string,
  markdown: string
): Result.Result<AgentTemplate, AgentTemplateInvalid> =>
  Result.gen(function* () {
    const invalid = (problems: ReadonlyArray<TemplateProblem>) => {
      const [first = unknownProblem, ...others] = problems
      return new AgentTemplateInvalid({ file: fileName, problems: [first, ...others] })
    }
    const { body, head } = yield* Result.mapError(split(markdown), (problem) => invalid([problem]))
    const keys = yield* Result.mapError(readKeys(head), (problem) => invalid([problem]))
    const template = yield* Result.mapError(
      decode({ ...defaults, ...known(keys), instructions: body }, { errors: "all", reportInput: true }),
      ({ issue }) => invalid([...misspelt(keys), ...describe(issue).issues.map(toProblem)])
    )
    const problems = [...misspelt(keys), ...misnamed(fileName, template.name)]
    return problems.length === 0 ? template : yield* Result.fail(invalid(problems))
  })

const decode = Schema.decodeUnknownResult(AgentTemplate)
const describe = SchemaIssue.makeFormatterStandardSchemaV1()
const defaults = { version: 1, tier: "medium", gates: [], inputs: [], outputs: [] }

const remedies: { readonly [field: string]: string } = {
  "front matter": "Start the file with a line ---, then name: and description:, then another line ---.",
  name: "Write the file's name without .md: lower-case letters, digits and dashes, a letter first.",
  description: "Say in one sentence when to use the agent, in quotes if it has a colon or a # in it.",
  version: "Write a whole number from 1, without quotes.",
  tier: "Write critical, high, medium or low.",
  gates: "Write a list of gates, such as [G3], or [] for none.",
  inputs: "Write a list of kinds of document, such as [prd], or [] for none.",
  outputs: "Write a list of kinds of document, such as [review], or [] for none.",
  model: "Write the name of a model, or leave the key out.",
  contextTokens: "Write a whole number of tokens from 2000 to 2000000, without quotes, or leave the key out.",
  instructions: "Write what the agent is to do below the second ---."
}

const problemOf = (field: string, problem: string): TemplateProblem => ({
  field,
  problem,
  remedy: remedies[field] ?? "Correct it."
})
const unknownProblem = problemOf("front matter", "it could not be read")

const toProblem = ({
  message,
  path
}: {
  readonly message: string
  readonly path?: ReadonlyArray<unknown> | undefined
}) => problemOf(String(path?.[0] ?? "front matter"), message)

/** The text between the first two `---` lines, and the text below them. */
const split = (
  markdown: string
): Result.Result<{ readonly head: string; readonly body: string }, TemplateProblem> => {
  const lines = markdown
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n")
  if (lines[0]?.trimEnd() !== "---")
    return Result.fail(problemOf("front matter", "the file does not start with ---"))
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---")
  if (end === -1) return Result.fail(problemOf("front matter", "it is not closed by a second ---"))
  return Result.succeed({
    head: lines.slice(1, end).join("\n"),
    body: lines
      .slice(end + 1)
      .join("\n")
      .trim()
  })
}

/** Claude Code takes values that are no YAML, such as a colon in a plain description: then those are quoted. */
const readKeys = (head: string): Result.Result<Readonly<Record<string, unknown>>, TemplateProblem> =>
  Result.flatMap(
    Result.orElse(parseYaml(head), (problem) => Result.mapError(parseYaml(quoted(head)), () => problem)),
    (value) =>
      Predicate.isObject(value)
        ? Result.succeed(value as Readonly<Record<string, unknown>>)
        : Result.fail(problemOf("front matter", "it has no keys"))
  )

const parseYaml = (text: string): Result.Result<unknown, TemplateProblem> =>
  Result.try({
    try: () => Yaml.parse(text),
    catch: (cause) => problemOf("front matter", Predicate.isError(cause) ? cause.message : String(cause))
  })

const quoted = (head: string): string =>
  head.replace(
    /^(description|tools): +([^\s"'|>[{&*!].*)$/gm,
    (_, key, value) => `${key}: '${value.replaceAll("'", "''")}'`
  )

/** Keys without a value count as left out, and so does `model: inherit`. Other keys belong to other tools. */
const known = (keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(AgentTemplate.fields)
      .map((key) => [key, keys[key]] as const)
      .filter(
        ([key, value]) => value !== undefined && value !== null && !(key === "model" && value === "inherit")
      )
  )

const misspelt = (keys: Readonly<Record<string, unknown>>): ReadonlyArray<TemplateProblem> =>
  ["gates", "inputs", "outputs"].flatMap((field) =>
    field.slice(0, -1) in keys ? [problemOf(field, `it is written ${field.slice(0, -1)}`)] : []
  )

const misnamed = (fileName: string, name: string): ReadonlyArray<TemplateProblem> => {
  const expected = fileName
    .slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1)
    .replace(/\.md$/i, "")
  return expected === name ? [] : [problemOf("name", `it is ${name}, and the file is called ${expected}`)]
}
