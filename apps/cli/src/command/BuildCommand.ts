/**
 * `layercake build`: the builds that gates needed and those that somebody asked for, with how each step went, and asking
 * for one.
 */
import type { BuildView } from "@layercake/core/operation/BuildOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { buildTable, buildText } from "../output/BuildText.ts"
import type { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { askProject } from "../ProjectCall.ts"
import { projectArgument } from "../ProjectChoice.ts"

const isNamed = (text: string): boolean => text !== ""
const wanted = () => "the id of a build, for example asked-1"

const buildArgument = Argument.String("build").pipe(
  Argument.withDescription("For example asked-1; `layercake build list` lists them"),
  Argument.filter(isNamed, wanted)
)

const listCommand = Command.make(
  "list",
  {
    project: projectArgument,
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("Builds at most"),
      Flag.filter(
        (limit) => limit >= 1 && limit <= 500,
        () => "a whole number from 1 to 500"
      ),
      Flag.withDefault(50)
    ),
    after: Flag.String("after").pipe(
      Flag.withDescription("Only builds that are older than this one"),
      Flag.withMetavar("build"),
      Flag.filter(isNamed, wanted),
      Flag.optional
    )
  },
  ({ after, limit, project }) =>
    askProject(
      project,
      (client, project) =>
        client["builds.list"]({
          project,
          limit,
          ...Option.match(after, { onNone: () => ({}), onSome: (after) => ({ after }) })
        }),
      ({ builds, next }, output, project) =>
        builds.length === 0
          ? `There is no such build. \`${output.command(`build ask ${project} validate`)}\` asks for one.`
          : [
              buildTable(builds, output),
              ...(next === null
                ? []
                : [`Older ones: \`${output.command(`build list ${project} --after ${harmless(next)}`)}\`.`])
            ].join("\n")
    )
).pipe(
  Command.withDescription("List the builds of a project, newest first"),
  Command.withExamples([
    { command: "layercake build list rooms", description: "The latest 50" },
    { command: "layercake build list rooms --limit 1 --json", description: "The latest, for a script" }
  ])
)

const showText = (build: BuildView, output: Output["Service"], project: ProjectId): string => {
  const printed = build.steps.filter((step) => step.output !== null)
  const told = printed.find((step) => step.outcome !== "passed") ?? printed.at(-1)
  return [
    buildText(build, output),
    ...(told === undefined
      ? []
      : ["", `What it printed: \`${output.command(`build log ${project} ${build.build} ${told.step}`)}\`.`])
  ].join("\n")
}

const showCommand = Command.make(
  "show",
  { project: projectArgument, build: buildArgument },
  ({ build, project }) =>
    askProject(project, (client, project) => client["builds.get"]({ project, build }), showText)
).pipe(
  Command.withDescription("Show a build with how each of its steps went and why"),
  Command.withExamples([{ command: "layercake build show rooms asked-1", description: "By its id" }])
)

const logCommand = Command.make(
  "log",
  {
    project: projectArgument,
    build: buildArgument,
    step: Argument.String("step").pipe(
      Argument.withDescription("install, build, lint, test or audit"),
      Argument.filter(isNamed, () => "a step of the build, for example test")
    )
  },
  ({ build, project, step }) =>
    askProject(
      project,
      (client, project) =>
        Effect.gen(function* () {
          let text = ""
          for (let from: number | null = 0; from !== null;) {
            const page: { readonly text: string; readonly next: number | null } = yield* client["builds.log"](
              {
                project,
                build,
                step,
                from,
                limit: 500_000
              }
            )
            text += page.text
            from = page.next
          }
          return { build, step, text }
        }).pipe(
          Effect.catchTag("OutputMissing", ({ message }) =>
            failed(`${message} \`layercake build show ${project} ${build}\` shows its steps.`)
          )
        ),
      ({ text }) => harmless(text.trimEnd())
    )
).pipe(
  Command.withDescription("Print what one step of a build printed"),
  Command.withExamples([{ command: "layercake build log rooms asked-1 test", description: "Of its tests" }])
)

const askCommand = Command.make(
  "ask",
  {
    project: projectArgument,
    kind: Argument.Literals("kind", ["install", "build", "lint", "test", "audit", "validate"]).pipe(
      Argument.withDescription("What to do with the files as they are now; validate: all of it")
    )
  },
  ({ kind, project }) =>
    askProject(
      project,
      (client, project) => client[`builds.${kind}`]({ project }),
      ({ build }, output, project) =>
        [
          `${build} is asked for. A worker does it: \`${output.command("worker")}\` where none runs.`,
          `How it goes: \`${output.command(`build show ${project} ${build}`)}\`.`
        ].join("\n")
    )
).pipe(
  Command.withDescription("Ask for a build of the files as they are now; no gate passes on it"),
  Command.withExamples([
    { command: "layercake build ask rooms test", description: "Install, build and test" },
    { command: "layercake build ask rooms validate --json", description: "Every step, for a script" }
  ])
)

const cancelCommand = Command.make(
  "cancel",
  { project: projectArgument, build: buildArgument },
  ({ build, project }) =>
    askProject(
      project,
      (client, project) => client["builds.cancel"]({ project, build }),
      ({ build }) => `${build} is cancelled. A step that runs comes to its end first.`
    )
).pipe(
  Command.withDescription("End a build that was asked for"),
  Command.withExamples([
    { command: "layercake build cancel rooms asked-1", description: "Another one can be asked for" }
  ])
)

export const buildCommand = Command.make("build").pipe(
  Command.withDescription("List builds, read what they printed, and ask for one"),
  Command.withSubcommands([listCommand, showCommand, logCommand, askCommand, cancelCommand])
)
