/**
 * Asks the deployer about what was deployed: its health now, and how its output ends. Changes nothing.
 */
import type { DeploymentRow } from "@layercake/core/deployment/DeploymentBoard"
import { DeploySettings, deploySettingsPath } from "@layercake/core/deployment/DeploySettings"
import { scopeOf } from "@layercake/core/deployment/Variable"
import type { DeploymentStatusView } from "@layercake/core/operation/DeploymentOperations"
import { Deployer, type DeploymentTarget } from "@layercake/core/port/Deployer"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { Duration, Effect, Option, Redacted, Schema } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import { textOfFile } from "../tree/TreeContent.ts"

const decodeSettings = Schema.decodeUnknownOption(Schema.fromJsonString(DeploySettings))

/** How long one answer may take. */
const timeout = Duration.seconds(5)

/** A value shorter than this is a word that may stand anywhere. */
const shortestSecret = 6

export const statusOf = Effect.fn("DeploymentReading.statusOf")(function* (
  project: ProjectId,
  state: ProjectState,
  deployment: DeploymentRow
) {
  const { address, handle, status } = deployment
  if (status !== "running" || address === null || handle === null)
    return { deployment, health: null } satisfies DeploymentStatusView
  const deployer = yield* Deployer
  const path = yield* healthPathOf(project, state, deployment)
  const health = yield* deployer.health({ address, handle }, { path, timeout })
  return { deployment, health } satisfies DeploymentStatusView
})

/** As the deployed tree has it; the root where that cannot be told any more. */
const healthPathOf = Effect.fnUntraced(function* (
  project: ProjectId,
  state: ProjectState,
  { tree }: DeploymentRow
) {
  const states = yield* ProjectStates
  const change = rowsOf(state, "commit").find((row) => row.tree === tree)
  const then =
    projectOf(state)?.tree === tree || change === undefined
      ? state
      : yield* states.at(project, StreamVersion.make(change.version))
  const text = yield* textOfFile(then, deploySettingsPath).pipe(
    Effect.catchTag("ContentMissing", () => Effect.succeedNone)
  )
  return Option.match(Option.flatMap(text, decodeSettings), {
    onNone: () => "/",
    onSome: ({ health }) => health
  })
})

/** A program that prints its variables does not show them here. */
export const logsOf = Effect.fn("DeploymentReading.logsOf")(function* (
  project: ProjectId,
  state: ProjectState,
  { key, target }: DeploymentRow,
  most: number
) {
  const deployer = yield* Deployer
  const text = yield* deployer.logs(`${project}/${key}`, most)
  if (Option.isNone(text) || target === "push") return null
  const values = yield* valuesOf(project, state, target)
  return values.reduce((shown, value) => shown.replaceAll(value, "[secret]"), text.value)
})

const valuesOf = Effect.fnUntraced(function* (
  project: ProjectId,
  state: ProjectState,
  target: DeploymentTarget
) {
  const secrets = yield* SecretStore
  const names = rowsOf(state, "variable").filter((variable) => variable.target === target)
  const found = yield* Effect.forEach(names, ({ name }) =>
    secrets.get(scopeOf(project, target), name).pipe(
      // What this host cannot read it cannot have given to the program either.
      Effect.catchTag("SecretUnreadable", () => Effect.succeedNone)
    )
  )
  return found
    .flatMap(Option.toArray)
    .map(Redacted.value)
    .filter((value) => value.length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length)
})
