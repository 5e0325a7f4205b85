/**
 * `layercake new`: takes in a brief and begins a project.
 */
import { briefLimit, readBrief } from "@layercake/core/check/BriefIntake"
import { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { readFile } from "../InputFile.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { readPolicy } from "../PolicyFile.ts"
import { withClient } from "../Root.ts"

const decodeId = Schema.decodeUnknownEffect(ProjectId)

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
