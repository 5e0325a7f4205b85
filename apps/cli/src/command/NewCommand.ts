/**
 * `layercake new`: takes in a brief and begins a project.
 */
import { briefLimit, readBrief } from "@layercake/core/check/BriefIntake"
import { defaultPolicy, Policy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, FileSystem, Option, Schema, SchemaIssue, Struct } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { withClient } from "../Root.ts"

const decodeId = Schema.decodeUnknownEffect(ProjectId)

const decodePolicy = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Policy.mapFields(Struct.map(Schema.optionalKey))),
  { errors: "all", onExcessProperty: "error" }
)

export const newCommand = Command.make(
  "new",
  {
    brief: Argument.String("brief.md").pipe(Argument.withDescription("The brief: Markdown in UTF-8")),
    name: Flag.String("name").pipe(
      Flag.withDescription("The project's id; made from the file's name when left out"),
      Flag.optional
    ),
    policy: Flag.String("policy").pipe(
      Flag.withDescription(
        "A policy as JSON: who may pass gates without a person, limits, budget; what it leaves out is as by default"
      ),
      Flag.withMetavar("file"),
      Flag.optional
    )
  },
  ({ brief, name, policy }) =>
    Effect.gen(function* () {
      // All of it is read before the data folder is opened, so that a mistake makes nothing.
      const bytes = yield* readBriefFile(brief)
      const project = yield* decodeId(Option.getOrElse(name, () => idFrom(brief))).pipe(
        Effect.mapError(() =>
          failed("--name: an id is made of lower-case letters, digits and dashes, for example room-booking.")
        )
      )
      const chosen = Option.isNone(policy) ? {} : { policy: yield* readPolicy(policy.value) }
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const created = yield* client["projects.create"]({ brief: bytes, project, ...chosen }).pipe(
            Effect.mapError((error) => failed(`${brief}: ${error.message}`))
          )
          yield* output.result(created, () =>
            [
              `Project ${created.project} created: ${harmless(created.title)}`,
              `Next: ${output.command(`run ${created.project}`)}`
            ].join("\n")
          )
        }),
        { begins: true }
      )
    })
).pipe(
  Command.withDescription("Begin a project from a brief"),
  Command.withExamples([
    { command: "layercake new brief.md", description: "Begin a project named after the file" },
    {
      command: "layercake new brief.md --policy unattended.json",
      description: "Let automation pass the gates it names"
    }
  ])
)

/** The file's name without its ending, as far as an id can hold it. */
const idFrom = (path: string): string => {
  const stem =
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, "") ?? ""
  return (
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 63) || "project"
  )
}

const readBriefFile = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* readFile(path, briefLimit)
  yield* Effect.fromResult(readBrief(bytes)).pipe(
    Effect.mapError((error) => failed(`${path}: ${error.message}`))
  )
  return bytes
})

const readFile = Effect.fnUntraced(function* (path: string, limit: number) {
  const files = yield* FileSystem.FileSystem
  const info = yield* files
    .stat(path)
    .pipe(Effect.mapError(() => failed(`There is no file ${path}. Give the path of one that you can read.`)))
  if (info.type !== "File")
    return yield* failed(`${path} is no file. Give the path of a file with text in it.`)
  if (Number(info.size) > limit)
    return yield* failed(
      `${path} has ${info.size} bytes and the limit is ${limit}. Shorten it to what matters.`
    )
  return yield* files
    .readFile(path)
    .pipe(Effect.mapError(() => failed(`${path} cannot be read. Give the path of a file that you can read.`)))
})

const policyLimit = 100_000

/** Fields that are left out are those of the default policy. */
const readPolicy = Effect.fnUntraced(function* (path: string) {
  const text = new TextDecoder().decode(yield* readFile(path, policyLimit))
  const given = yield* decodePolicy(text).pipe(
    Effect.mapError(({ issue }) => failed(`${path} is no policy. ${issueText(issue)}`))
  )
  return { ...defaultPolicy, ...given }
})

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** `healAttempts: Expected number.`, one to a line when there are several. */
const issueText = (issue: SchemaIssue.Issue): string => {
  const lines = issuesOf(issue).issues.map(({ message, path }) =>
    path === undefined || path.length === 0 ? message : `${path.join(".")}: ${message}`
  )
  return lines.length === 1
    ? `${lines[0]}.`
    : `It has ${lines.length} mistakes:\n${lines.map((line) => `- ${line}`).join("\n")}`
}
