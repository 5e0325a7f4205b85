/**
 * `layercake status` and `layercake gates`: where projects and their gates stand.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option } from "effect"
import { Command } from "effect/cli"
import { allProjects } from "../AllProjects.ts"
import { fromError } from "../CliFailure.ts"
import { gateTable } from "../output/GateTable.ts"
import { costText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import { harmless, status } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { hasData, noData, root, serverOf, withClient, withOutput } from "../Root.ts"
import { storesOf } from "../Settings.ts"

export const statusCommand = Command.make("status", {}, () =>
  Effect.gen(function* () {
    const shared = yield* root
    const { data } = shared
    const isElsewhere = storesOf(shared)._tag !== "Embedded" || Option.isSome(yield* serverOf(shared))
    const isThere = isElsewhere || (yield* hasData(data))
    yield* isThere
      ? list
      : withOutput(Effect.flatMap(Output, (output) => output.result([], () => noData(data))))
  })
).pipe(
  Command.withDescription("List the projects and what each waits for"),
  Command.withExamples([
    { command: "layercake status", description: "Every project" },
    { command: "layercake status --json", description: "For a script" }
  ])
)

const list = withClient(
  Effect.gen(function* () {
    const output = yield* Output
    const projects = yield* allProjects.pipe(Effect.mapError(fromError))
    yield* output.result(projects, () =>
      projects.length === 0
        ? "There is no project yet. Begin one with `layercake new <brief.md>`."
        : table(
            projects.map((project) => [
              project.project,
              status(output.colour, project.status),
              project.gate ?? "",
              harmless(project.waiting ?? project.title)
            ]),
            output.columns
          )
    )
  })
)

export const gatesCommand = Command.make("gates", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const chosen = yield* choose(project)
      const gates = yield* client["gates.list"]({ project: chosen }).pipe(Effect.mapError(fromError))
      const report = yield* client["pipeline.status"]({ project: chosen }).pipe(Effect.mapError(fromError))
      yield* output.result(gates, () =>
        [
          `${report.title} (${chosen}), ${status(output.colour, report.status)}`,
          "",
          gateTable(gates, output),
          "",
          ...report.holds.map(
            (hold) => `${hold.id} holds ${hold.gate ?? "no gate"}: ${harmless(hold.title)}`
          ),
          `Cost: ${costText(report.cost)}`
        ].join("\n")
      )
    })
  )
).pipe(
  Command.withDescription("Show every gate of a project with its proofs"),
  Command.withExamples([
    { command: "layercake gates", description: "Of the newest active project" },
    { command: "layercake gates --project rooms --json", description: "For a script" }
  ])
)
