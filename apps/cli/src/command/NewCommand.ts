/**
 * `layercake new`: takes in a brief and begins a project.
 */
import { Policy } from "@layercake/core/pipeline/Policy"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, FileSystem, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { parseProject } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const decodePolicy = Schema.decodeUnknownEffect(Schema.fromJsonString(Policy))

export const newCommand = Command.make(
  "new",
  {
    brief: Argument.String("brief.md").pipe(Argument.withDescription("The brief: Markdown in UTF-8")),
    name: Flag.String("name").pipe(
      Flag.withDescription("The project's id; made from the file's name when left out"),
      Flag.optional
    ),
    policy: Flag.String("policy").pipe(
      Flag.withDescription("A policy as JSON: who may pass gates without a person, limits, budget"),
      Flag.withMetavar("file"),
      Flag.optional
    )
  },
  ({ brief, name, policy }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const bytes = yield* readFile(brief)
        const project = yield* parseProject(Option.getOrElse(name, () => idFrom(brief)))
        const chosen = Option.isNone(policy) ? {} : { policy: yield* readPolicy(policy.value) }
        const created = yield* client["projects.create"]({ brief: bytes, project, ...chosen }).pipe(
          Effect.mapError((error) => failed(`${brief}: ${error.message}`))
        )
        yield* output.result(
          created,
          () => `Project ${created.project} created: ${created.title}\nNext: layercake run --project ${created.project}`
        )
      })
    )
).pipe(
  Command.withDescription("Begin a project from a brief"),
  Command.withExamples([
    { command: "layercake new brief.md", description: "Begin a project named after the file" },
    { command: "layercake new brief.md --policy unattended.json", description: "Let automation pass the gates it names" }
  ])
)

/** The file's name without its ending, as far as an id can hold it. */
const idFrom = (path: string): string => {
  const stem = path.split(/[\\/]/).at(-1)?.replace(/\.[^.]*$/, "") ?? ""
  return (
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 63) || "project"
  )
}

const briefLimit = 1_000_000

const readFile = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const info = yield* files.stat(path).pipe(Effect.mapError(() => failed(`There is no file ${path}.`)))
  if (info.type !== "File") return yield* failed(`${path} is no file.`)
  if (Number(info.size) > 2 * briefLimit)
    return yield* failed(`${path} has ${info.size} bytes; a brief has at most ${briefLimit}. Shorten it to what is to be built and why.`)
  return yield* files.readFile(path).pipe(Effect.mapError(fromError))
})

const readPolicy = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const text = yield* files.readFileString(path).pipe(Effect.mapError(() => failed(`There is no file ${path}.`)))
  return yield* decodePolicy(text).pipe(Effect.mapError((error) => failed(`${path} is no policy: ${error.message}`)))
})

