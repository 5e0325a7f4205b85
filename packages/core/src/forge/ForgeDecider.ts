/**
 * Turns what is asked about requests and releases into facts. Pure; telling the runner's part twice changes nothing.
 */
import { Result } from "effect"
import { TreeEmpty } from "../build/BuildError.ts"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { ForgeCommand } from "./ForgeCommand.ts"
import {
  PullRequestAsked,
  PullRequestFailed,
  PullRequestOpened,
  ReleaseAsked,
  ReleaseFailed,
  ReleaseMade
} from "./ForgeEvent.ts"
import { RefName } from "../tree/RefName.ts"
import { PullRequestId } from "./Publication.ts"
import { RefTaken } from "./PublicationError.ts"

export const decide: Decide<ForgeCommand> = (command, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  switch (command._tag) {
    case "AskPullRequest": {
      const { base, body, title } = command
      if (project.tree === null) return Result.fail(new TreeEmpty({}))
      const rows = rowsOf(state, "pullRequest")
      const id = PullRequestId.make(`request-${rows.length + 1}`)
      const branch = command.branch ?? RefName.make(`layercake/${id}`)
      const taken = rows.find((row) => row.branch === branch && row.status !== "failed")
      if (taken !== undefined || branch === base)
        return Result.fail(new RefTaken({ ref: branch, by: taken?.id ?? "what is to get the changes" }))
      return Result.succeed([new PullRequestAsked({ id, title, body, branch, base, tree: project.tree })])
    }
    case "AskRelease": {
      const { notes, tag } = command
      if (project.tree === null) return Result.fail(new TreeEmpty({}))
      const known = rowOf(state, "release", tag)
      return known === undefined || known.status === "failed"
        ? Result.succeed([new ReleaseAsked({ tag, notes, tree: project.tree })])
        : Result.fail(new RefTaken({ ref: tag, by: "a release" }))
    }
    case "RecordPullRequest":
    case "FailPullRequest": {
      if (rowOf(state, "pullRequest", command.id)?.status !== "asked") return Result.succeed([])
      const { id } = command
      return Result.succeed([
        command._tag === "FailPullRequest"
          ? new PullRequestFailed({ id, reason: command.reason })
          : new PullRequestOpened({ id, commit: command.commit, address: command.address })
      ])
    }
    case "RecordRelease":
    case "FailRelease": {
      if (rowOf(state, "release", command.tag)?.status !== "asked") return Result.succeed([])
      const { tag } = command
      return Result.succeed([
        command._tag === "FailRelease"
          ? new ReleaseFailed({ tag, reason: command.reason })
          : new ReleaseMade({ tag, commit: command.commit, address: command.address })
      ])
    }
  }
}
