/**
 * `layercake at`, `diff` and `fork`: a project as it was, what changed since, and another way on from there.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import { momentHelp, parseMoment, timeText } from "../MomentText.ts"
import { differenceText } from "../output/DifferenceText.ts"
import { costText } from "../output/Money.ts"
import { Output, toJson } from "../output/Output.ts"
import { harmless, paint, status } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { parseProject } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const projectArgument = Argument.String("project").pipe(Argument.withDescription("The project's id"))
const momentArgument = (name: string) =>
  Argument.String(name).pipe(Argument.withDescription(`When: ${momentHelp}`))

export const atCommand = Command.make(
  "at",
  {
    project: projectArgument,
    moment: momentArgument("moment"),
    projection: Flag.String("projection").pipe(
      Flag.withDescription("The rows of this projection instead (gate, task, proof, file, ...)"),
      Flag.withMetavar("name"),
      Flag.optional
    )
  },
  ({ moment, project, projection }) =>
    Effect.gen(function* () {
      const [id, at] = [yield* parseProject(project), yield* parseMoment(moment)]
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          if (Option.isSome(projection)) {
            const rows = yield* client["projections.at"]({
              project: id,
              projection: projection.value,
              at
            }).pipe(Effect.mapError(fromError))
            return yield* output.result(
              rows.map((row) => row.row),
              () => rows.map((row) => `${harmless(row.key)}  ${harmless(toJson(row.row))}`).join("\n")
            )
          }
          const report = yield* client["projects.at"]({ project: id, at }).pipe(Effect.mapError(fromError))
          yield* output.result(report, () =>
            [
              `${harmless(report.title)} (${id}) at version ${report.version}, ${timeText(report.updatedAt)} UTC: ${status(output.colour, report.status)}`,
              "",
              table(
                [
                  ["GATE", "STATUS", "BY"].map((head) => paint(output.colour, "quiet", head)),
                  ...report.gates.map((gate) => [
                    `${gate.gate} ${gate.title}`,
                    status(output.colour, gate.status),
                    gate.approval === null ? "" : `${gate.approval.by.kind} ${gate.approval.by.id}`
                  ])
                ],
                output.columns
              ),
              "",
              ...(report.waiting === null ? [] : [`Waited for: ${harmless(report.waiting)}`]),
              `Cost: ${costText(report.cost)}`
            ].join("\n")
          )
        })
      )
    })
).pipe(
  Command.withDescription("Show a project as it was at a moment of its past"),
  Command.withExamples([
    { command: "layercake at rooms 42", description: "After its 42nd event" },
    { command: "layercake at rooms 2026-11-23T14:30", description: "At half past two, UTC" },
    { command: "layercake at rooms position:900 --projection file", description: "Its files then" }
  ])
)

export const diffCommand = Command.make(
  "diff",
  { project: projectArgument, from: momentArgument("from"), to: momentArgument("to") },
  ({ from, project, to }) =>
    Effect.gen(function* () {
      const [id, first, second] = [
        yield* parseProject(project),
        yield* parseMoment(from),
        yield* parseMoment(to)
      ]
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const difference = yield* client["projects.diff"]({ project: id, from: first, to: second }).pipe(
            Effect.mapError(fromError)
          )
          yield* output.result(difference, () => differenceText(difference, output))
        })
      )
    })
).pipe(
  Command.withDescription("Compare two moments of a project: events, files, rows and cost between them"),
  Command.withExamples([
    { command: "layercake diff rooms 42 now", description: "Everything since its 42nd event" },
    { command: "layercake diff rooms 14:00 15:00", description: "One hour of today, UTC" }
  ])
)

export const forkCommand = Command.make(
  "fork",
  {
    project: projectArgument,
    at: Flag.String("at").pipe(
      Flag.withDescription(`The last moment that both share: ${momentHelp}`),
      Flag.withMetavar("moment")
    ),
    name: Flag.String("name").pipe(
      Flag.withDescription("The fork's id; the parent's with the version when left out"),
      Flag.optional
    ),
    title: Flag.String("title").pipe(
      Flag.withDescription("The fork's title; the parent's when left out"),
      Flag.optional
    )
  },
  ({ at, name, project, title }) =>
    Effect.gen(function* () {
      const [parent, moment] = [yield* parseProject(project), yield* parseMoment(at)]
      const id = Option.isSome(name) ? { id: yield* parseProject(name.value) } : {}
      const called = Option.isSome(title) && title.value.trim() !== "" ? { title: title.value } : {}
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const fork = yield* client["projects.fork"]({ project: parent, at: moment, ...id, ...called }).pipe(
            Effect.mapError(fromError)
          )
          yield* output.result(fork, () =>
            [
              `Project ${fork.project} ${fork.created ? "forked" : "was forked before"} from ${fork.parent} at version ${fork.version}: ${harmless(fork.title)}`,
              fork.waiting === null
                ? `Next: ${output.command(`run ${fork.project}`)}`
                : `It waits: ${harmless(fork.waiting)}`
            ].join("\n")
          )
        })
      )
    })
).pipe(
  Command.withDescription(
    "Begin a new project from any moment of another; what that one did outside stays its own"
  ),
  Command.withExamples([
    { command: "layercake fork rooms --at 42", description: "Go another way from its 42nd event on" },
    {
      command: "layercake fork rooms --at 14:30 --name rooms-again",
      description: "From where it was at half past two, UTC"
    }
  ])
)
