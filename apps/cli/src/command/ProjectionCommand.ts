/**
 * `layercake projections`: how far each read model is, its rows, and making it anew from the log.
 */
import type { ProjectionView, RebuildStep } from "@layercake/core/operation/ProjectionOperations"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { CliFailure, failed, fromError } from "../CliFailure.ts"
import * as LiveLine from "../output/LiveLine.ts"
import { countText, durationText } from "../output/Money.ts"
import { Output, type OutputOptions, toJson } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { askProject } from "../ProjectCall.ts"
import { withClient } from "../Root.ts"

const listFlags = {
  rows: Flag.Boolean("rows").pipe(
    Flag.withDescription("Count the rows too, which takes longer the more there are"),
    Flag.withDefault(false)
  )
}

const list = ({ rows }: { readonly rows: boolean }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const views = yield* client["projections.list"]({ rows }).pipe(Effect.mapError(fromError))
      yield* output.result(views, () => listText(views, output))
    })
  )

const listText = (views: ReadonlyArray<ProjectionView>, { colour, columns }: OutputOptions): string =>
  table(
    [
      ["PROJECTION", "KIND", "FOLD", "ROWS", "BEHIND", "STATE"].map((head) => paint(colour, "quiet", head)),
      ...views.map((view) => [
        harmless(view.projection),
        view.kind,
        String(view.fold),
        view.rows === null ? "-" : String(view.rows),
        view.lagMillis === 0 ? "-" : durationText(view.lagMillis),
        stateText(view)
      ])
    ],
    columns
  )

const stateText = ({ fold, made, position, remaking }: ProjectionView): string => {
  if (remaking !== null) return `being made anew, at position ${remaking}`
  if (made === null) return position === null ? "looked at when work next runs" : "to be made anew"
  if (made !== fold) return `rows are of fold ${made}`
  return position === null ? "up to date" : `at position ${position}`
}

const listCommand = Command.make("list", listFlags, list).pipe(
  Command.withDescription("List every projection with its fold and how far it is"),
  Command.withExamples([{ command: "layercake projections list --rows", description: "With their rows" }])
)

const rebuildCommand = Command.make(
  "rebuild",
  {
    name: Argument.String("name").pipe(
      Argument.withDescription("The projection; all of them when left out"),
      Argument.optional
    )
  },
  ({ name }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const only = Option.isSome(name) ? { projection: name.value } : {}
        const steps = yield* client["projections.rebuild"](only).pipe(
          Stream.tap(({ done, of, project }) =>
            LiveLine.draw(["making rows anew", `${done} of ${of}`, project ?? ""])
          ),
          Stream.runFold(() => nothing, add),
          Effect.ensuring(LiveLine.wipe),
          Effect.mapError(fromError)
        )
        yield* output.result(steps, () =>
          [
            ...steps.problems.map(harmless),
            `${countText(steps.projections.length, "projection")} of ${countText(steps.projects, "project")} made anew, ${countText(steps.changed, "row")} changed.`
          ].join("\n")
        )
        if (steps.problems.length > 0)
          return yield* new CliFailure({ detail: "Some projects could not be read.", exitCode: 1 })
      })
    )
).pipe(
  Command.withDescription("Make the rows of a projection anew from the log, while everything goes on"),
  Command.withExamples([
    { command: "layercake projections rebuild gate", description: "One projection" },
    { command: "layercake projections rebuild", description: "All of them" }
  ])
)

interface Rebuilt {
  readonly projections: ReadonlyArray<string>
  readonly projects: number
  readonly changed: number
  readonly problems: ReadonlyArray<string>
}

const nothing: Rebuilt = { projections: [], projects: 0, changed: 0, problems: [] }

const add = (sum: Rebuilt, step: RebuildStep): Rebuilt => ({
  projections: Array.from(new Set([...sum.projections, ...step.projections])),
  projects: sum.projects + (step.project === null ? 0 : 1),
  changed: sum.changed + step.changed,
  problems: step.problem === null ? sum.problems : [...sum.problems, step.problem]
})

const showCommand = Command.make(
  "show",
  {
    project: Argument.String("project").pipe(Argument.withDescription("The project's id")),
    name: Argument.String("name").pipe(Argument.withDescription("The projection, for example gate"))
  },
  ({ name, project }) =>
    askProject(
      project,
      (client, project) =>
        Effect.gen(function* () {
          const known = yield* client["projections.list"]({})
          if (!known.some(({ projection }) => projection === name))
            return yield* failed(
              `There is no projection ${name}. The projections are ${known.map(({ projection }) => projection).join(", ")}.`
            )
          return yield* client["projections.rows"]({ project, projection: name })
        }),
      (rows, _, project) =>
        rows.length === 0
          ? `${project} has no rows in ${name}.`
          : rows.map(({ key, row }) => `${harmless(key)}  ${harmless(toJson(row))}`).join("\n")
    )
).pipe(
  Command.withDescription("Show the stored rows of a projection of one project"),
  Command.withExamples([
    { command: "layercake projections show rooms gate", description: "Every gate of a project" },
    { command: "layercake projections show rooms proof --json", description: "Its proofs for a script" }
  ])
)

export const projectionsCommand = Command.make("projections", listFlags, list).pipe(
  Command.withDescription("List the read models, show their rows, and make them anew"),
  Command.withExamples([
    { command: "layercake projections", description: "How far each projection is" },
    { command: "layercake projections --rows --json", description: "With the number of rows, for a script" }
  ]),
  Command.withSubcommands([listCommand, rebuildCommand, showCommand])
)
