/**
 * `layercake init` and `stop`: the data folder, and what runs.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { allProjects } from "../AllProjects.ts"
import { fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { countText } from "../output/Money.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { root, withClient } from "../Root.ts"

export const initCommand = Command.make("init", {}, () =>
  Effect.gen(function* () {
    const { data } = yield* root
    yield* withClient(
      Effect.gen(function* () {
        const output = yield* Output
        const projects = yield* allProjects.pipe(Effect.mapError(fromError))
        yield* output.result({ data, projects: projects.length }, () =>
          [
            `${data} is ready; it holds ${countText(projects.length, "project")}.`,
            "Next: layercake doctor, to see what this machine can do; layercake new <brief.md>, to begin a project."
          ].join("\n")
        )
      }),
      { begins: true, isHere: true }
    )
  })
).pipe(
  Command.withDescription("Make the data folder ready, or find it ready"),
  Command.withExamples([
    { command: "layercake init", description: "In this folder" },
    { command: "layercake init --data ~/factory", description: "Elsewhere" }
  ])
)

export const stopCommand = Command.make("stop", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const chosen = yield* choose(project)
      const stopped = yield* client["deployments.stop"]({ project: chosen }).pipe(Effect.mapError(fromError))
      yield* output.result(stopped, () =>
        stopped.length === 0 ? "Nothing runs." : `Stopped ${stopped.join(", ")}.`
      )
    })
  )
).pipe(
  Command.withDescription("Stop the running programs of a project"),
  Command.withExamples([
    {
      command: "layercake stop --project rooms",
      description: "What was deployed here ends; the project stays"
    }
  ])
)
