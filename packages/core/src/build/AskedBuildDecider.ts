/**
 * Turns what is asked about builds that no gate needs into facts. Pure; telling the runner's part twice changes nothing.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf, rowsOf } from "../project/ProjectState.ts"
import { stepsFor, verdictOf } from "./AskedBuild.ts"
import type { AskedBuildCommand } from "./AskedBuildCommand.ts"
import { AskedBuildEnded, AskedBuildStarted, AskedStepFinished, BuildAsked } from "./AskedBuildEvent.ts"
import { BuildId } from "./BuildEvent.ts"
import { BuildNotCancellable, BuildUnknown, TreeEmpty } from "./BuildError.ts"

export const decide: Decide<AskedBuildCommand> = (command, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (command._tag === "AskBuild") {
    if (project.tree === null) return Result.fail(new TreeEmpty({}))
    const buildId = BuildId.make(`asked-${rowsOf(state, "askedBuild").length + 1}`)
    return Result.succeed([new BuildAsked({ buildId, tree: project.tree, steps: stepsFor(command.steps) })])
  }
  const { buildId } = command
  const row = rowOf(state, "askedBuild", buildId)
  if (command._tag === "CancelBuild") {
    if (row === undefined)
      return Result.fail(
        rowOf(state, "build", buildId) === undefined
          ? new BuildUnknown({ build: buildId })
          : new BuildNotCancellable({ build: buildId, status: "of a gate" })
      )
    return row.status === "ended"
      ? Result.fail(new BuildNotCancellable({ build: buildId, status: "ended" }))
      : Result.succeed([
          new AskedBuildEnded({ buildId: row.buildId, outcome: "cancelled", summary: "not wanted any more" })
        ])
  }
  if (row === undefined || row.status === "ended") return Result.succeed([])
  switch (command._tag) {
    case "StartAskedBuild": {
      const { isolated, sandbox } = command
      return Result.succeed(
        row.status === "started" ? [] : [new AskedBuildStarted({ buildId: row.buildId, sandbox, isolated })]
      )
    }
    case "RecordAskedStep":
      return Result.succeed([new AskedStepFinished({ buildId: row.buildId, result: command.result })])
    case "EndAskedBuild":
      return Result.succeed([
        new AskedBuildEnded({
          buildId: row.buildId,
          ...(command.reason === null
            ? verdictOf(row.done)
            : { outcome: "inconclusive", summary: command.reason })
        })
      ])
  }
}
