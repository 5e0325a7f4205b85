/**
 * Turns what somebody asks about pushes and deployments into facts; the planner makes them due. Pure. Production gets only
 * what ran healthily in staging, and only once every gate before it is passed.
 */
import { Result, Schema } from "effect"
import type { Decision } from "../command/Decide.ts"
import { TreeEmpty } from "../build/BuildError.ts"
import { gatesInOrder, isPassed } from "../pipeline/GateProgress.ts"
import type { DeploymentTarget } from "../port/Deployer.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { TreeDigest } from "../tree/Tree.ts"
import type { DeploymentRow } from "./DeploymentBoard.ts"
import {
  AskDeployment,
  AskPush,
  AskRedeployment,
  PromoteDeployment,
  RemoveVariable,
  SetVariable
} from "./DeploymentCommand.ts"
import { DeploymentRefused, DeploymentUnknown, VariableUnknown } from "./DeploymentError.ts"
import { DeploymentAsked, DeploymentKey, PushAsked, VariableRemoved, VariableSet } from "./DeploymentEvent.ts"

export const AskingCommand = Schema.Union([
  AskPush,
  AskDeployment,
  AskRedeployment,
  PromoteDeployment,
  SetVariable,
  RemoveVariable
])
export type AskingCommand = typeof AskingCommand.Type

export const decide = (command: AskingCommand, state: ProjectState): Decision => {
  switch (command._tag) {
    case "AskPush": {
      const tree = projectOf(state)?.tree ?? null
      if (tree === null) return Result.fail(new TreeEmpty({}))
      const waiting = rowsOf(state, "deployment").some(
        (row) => row.target === "push" && row.status === "asked" && row.tree === tree
      )
      return Result.succeed(waiting ? [] : [new PushAsked({ key: keyOf(state, "push", tree), tree })])
    }
    case "AskDeployment": {
      const tree = projectOf(state)?.tree ?? null
      if (command.target === "production")
        return refused(
          command.target,
          "production gets what ran healthily in staging. Deploy to staging, then promote it."
        )
      return tree === null
        ? Result.fail(new TreeEmpty({}))
        : asked(state, { target: command.target, tree, version: null, from: null })
    }
    case "AskRedeployment":
      return again(state, command.key)
    case "PromoteDeployment":
      return promoted(state)
    case "SetVariable":
      return Result.succeed([new VariableSet({ target: command.target, name: command.name })])
    case "RemoveVariable": {
      const { name, target } = command
      return rowOf(state, "variable", `${target}/${name}`) === undefined
        ? Result.fail(new VariableUnknown({ target, name }))
        : Result.succeed([new VariableRemoved({ target, name })])
    }
  }
}

const again = (state: ProjectState, key: string): Decision => {
  const row = rowOf(state, "deployment", key)
  if (row === undefined || row.target === "push")
    return Result.fail(new DeploymentUnknown({ deployment: key }))
  if (!hasAnswered(row))
    return refused(row.target, `${key} never answered its health check. Deploy another tree.`)
  const version = row.tree === projectOf(state)?.tree ? null : versionOf(state, row.tree)
  return version === undefined
    ? refused(row.target, `the files of ${key} are not in this project's history. Deploy the tree as it is.`)
    : asked(state, { target: row.target, tree: row.tree, version, from: row.key })
}

const promoted = (state: ProjectState): Decision => {
  const project = projectOf(state)
  const tree = project?.tree ?? null
  const before = rowsOf(state, "deployment")
    .filter((row) => row.target === "staging" && row.tree === tree && hasAnswered(row))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)
  if (project === undefined || tree === null || before === undefined)
    return refused(
      "production",
      "the tree as it is now has not run healthily in staging. Deploy it there first."
    )
  const isProduction = project.pipeline.gates.map(({ proofs }) =>
    proofs.some(({ prover }) => prover._tag === "deployment" && prover.target === "production")
  )
  const last = isProduction.indexOf(true)
  const open = gatesInOrder(state)
    .slice(0, last < 0 ? undefined : last)
    .filter((gate) => !isPassed(gate))
  return open.length > 0
    ? refused("production", `${open.map(({ gate }) => gate).join(", ")} must be passed first.`)
    : asked(state, { target: "production", tree, version: null, from: before.key })
}

const asked = (
  state: ProjectState,
  what: Pick<DeploymentAsked, "target" | "tree" | "version" | "from">
): Decision => {
  const underWay = rowsOf(state, "deployment").find(
    (row) => row.target === what.target && (row.status === "asked" || row.status === "started")
  )
  return underWay === undefined
    ? Result.succeed([new DeploymentAsked({ key: keyOf(state, what.target, what.tree), ...what })])
    : refused(what.target, `${underWay.key} is under way. Ask again when it has ended.`)
}

const refused = (target: DeploymentTarget, detail: string): Decision =>
  Result.fail(new DeploymentRefused({ target, detail }))

/** It ran, and its last health check was good. */
const hasAnswered = (row: DeploymentRow): boolean => row.health?.healthy === true

/** A version of the stream at which this was the tree; undefined when there is none. */
const versionOf = (state: ProjectState, tree: TreeDigest): number | undefined =>
  rowsOf(state, "commit").find((change) => change.tree === tree)?.version

/** What a gate deploys has no number behind it. */
const keyOf = (state: ProjectState, target: string, tree: TreeDigest): DeploymentKey =>
  DeploymentKey.make(`${target}@${tree.slice(0, 12)}.${rowsOf(state, "deployment").length + 1}`)
