/**
 * Turns what the runner did with a push or deployment into facts. Pure; telling it twice changes nothing.
 */
import { Result, Schema } from "effect"
import type { Decide, Decision } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import * as DeploymentAsking from "./DeploymentAsking.ts"
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
  return isAsking(command) ? DeploymentAsking.decide(command, state) : record(command, state)
}

const isAsking = Schema.is(DeploymentAsking.AskingCommand)

/** What the runner did; telling it twice changes nothing. */
const record = (
  command: Exclude<DeploymentCommand, DeploymentAsking.AskingCommand>,
  state: ProjectState
): Decision => {
  const known = rowOf(state, "deployment", command.key)
  const status = known?.status
  switch (command._tag) {
    case "StartPush": {
      const { forge, key, tree } = command
      return Result.succeed(
        status === undefined || status === "inherited" || status === "asked"
          ? [new PushStarted({ key, forge, tree })]
          : []
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
        status === "asked" || status === "started" || status === "running"
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
