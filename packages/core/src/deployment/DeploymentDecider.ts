/**
 * Turns what the runner did with a push or deployment into facts. Pure; telling it twice changes nothing.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf } from "../project/ProjectState.ts"
import type { DeploymentCommand } from "./DeploymentCommand.ts"
import {
  DeploymentFailed,
  DeploymentStarted,
  DeploymentStopped,
  DeploymentSucceeded,
  HealthChecked,
  PushFinished,
  PushStarted
} from "./DeploymentEvent.ts"

export const decide: Decide<DeploymentCommand> = (command, state) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  const known = rowOf(state, "deployment", command.key)
  const status = known?.status
  switch (command._tag) {
    case "StartPush": {
      const { forge, key, tree } = command
      return Result.succeed(
        status === undefined || status === "inherited" ? [new PushStarted({ key, forge, tree })] : []
      )
    }
    case "FinishPush": {
      const { commit, key, remote } = command
      return Result.succeed(status === "started" ? [new PushFinished({ key, remote, commit })] : [])
    }
    case "StartDeployment": {
      const { deployer, key, target, tree } = command
      return Result.succeed(
        status === "started" || status === "running"
          ? []
          : [new DeploymentStarted({ key, target, deployer, tree })]
      )
    }
    case "RecordDeployment": {
      const { address, handle, key } = command
      return Result.succeed(status === "started" ? [new DeploymentSucceeded({ key, address, handle })] : [])
    }
    case "FailDeployment":
      return Result.succeed(
        status === "started" || status === "running"
          ? [new DeploymentFailed({ key: command.key, reason: command.reason })]
          : []
      )
    case "RecordHealth": {
      const { durationMillis, healthy, key } = command
      return Result.succeed(
        status === "running" && known?.health?.healthy !== healthy
          ? [new HealthChecked({ key, healthy, status: command.status, durationMillis })]
          : []
      )
    }
    case "RecordStop":
      return Result.succeed(
        status === "running" ? [new DeploymentStopped({ key: command.key, reason: command.reason })] : []
      )
  }
}
