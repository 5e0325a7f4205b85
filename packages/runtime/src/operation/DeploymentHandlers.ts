/**
 * Answers the operations on deployments. Deploying is asked for here and done by a worker.
 */
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { DeploymentRow } from "@layercake/core/deployment/DeploymentBoard"
import {
  AskDeployment,
  AskRedeployment,
  PromoteDeployment,
  RecordStop,
  RemoveVariable,
  SetVariable
} from "@layercake/core/deployment/DeploymentCommand"
import { DeploymentUnknown } from "@layercake/core/deployment/DeploymentError"
import { scopeOf } from "@layercake/core/deployment/Variable"
import { DeploymentOperations } from "@layercake/core/operation/DeploymentOperations"
import { Deployer, type DeploymentTarget } from "@layercake/core/port/Deployer"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as DeploymentReading from "./DeploymentReading.ts"
import * as DeploymentViews from "./DeploymentViews.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Deployments on a page, and bytes of a log, when nothing is said. */
const usual = { deployments: 50, bytes: 50_000 }

const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* commands.execute(project, command, { actor })
  return state
})

/** The one that was just asked for: it was not there before. */
const ask = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const { state: before } = yield* find(project)
  const state = yield* order(project, command)
  const asked = DeploymentViews.historyOf(state).find(
    ({ key, status }) => status === "asked" && rowOf(before, "deployment", key) === undefined
  )
  return asked ?? (yield* Effect.die(`the deployment asked for in ${project} is not there`))
})

const stop = Effect.fnUntraced(function* (project: ProjectId, { address, handle, key }: DeploymentRow) {
  const deployer = yield* Deployer
  if (address !== null && handle !== null)
    yield* deployer
      .stop({ address, handle })
      .pipe(Effect.mapError((cause) => new StoreUnavailable({ operation: "deployments.stop", cause })))
  yield* order(project, new RecordStop({ key, reason: "asked for" }))
  return key
})

const variablesOf = (state: ProjectState, target?: DeploymentTarget) =>
  rowsOf(state, "variable").filter((variable) => target === undefined || variable.target === target)

export const layer = DeploymentOperations.toLayer({
  "deployments.targets": ({ project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const deployer = yield* Deployer
      return DeploymentViews.targetsOf(state, deployer.name)
    }),
  "deployments.status": ({ project, target }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return yield* Effect.forEach(DeploymentViews.currentOf(state, target), (row) =>
        DeploymentReading.statusOf(project, state, row)
      )
    }),
  "deployments.history": ({ after, limit = usual.deployments, project, target }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const all = DeploymentViews.historyOf(state, target)
      const from = after === undefined ? 0 : all.findIndex(({ key }) => key === after) + 1
      if (after !== undefined && from === 0) return yield* new DeploymentUnknown({ deployment: after })
      const deployments = all.slice(from, from + limit)
      return { deployments, next: from + limit < all.length ? (deployments.at(-1)?.key ?? null) : null }
    }),
  "deployments.logs": ({ deployment, limit = usual.bytes, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const row = rowOf(state, "deployment", deployment)
      if (row === undefined || row.target === "push") return yield* new DeploymentUnknown({ deployment })
      return { text: yield* DeploymentReading.logsOf(project, state, row, limit) }
    }),
  "deployments.deploy": ({ project, target }) => ask(project, new AskDeployment({ target })),
  "deployments.redeploy": ({ deployment, project }) => ask(project, new AskRedeployment({ key: deployment })),
  "deployments.promote": ({ project }) => ask(project, new PromoteDeployment({})),
  "deployments.stop": ({ project, target }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const running = DeploymentViews.historyOf(state, target).filter(({ status }) => status === "running")
      return yield* Effect.forEach(running, (row) => stop(project, row))
    }),
  "deployments.variables": ({ project, target }) =>
    Effect.map(find(project), ({ state }) => variablesOf(state, target)),
  "deployments.setVariable": ({ name, project, target, value }) =>
    Effect.gen(function* () {
      yield* find(project)
      const secrets = yield* SecretStore
      // The value first: what the log names is there.
      yield* secrets.put(scopeOf(project, target), name, value)
      const state = yield* order(project, new SetVariable({ target, name }))
      const row = rowOf(state, "variable", `${target}/${name}`)
      return row ?? (yield* Effect.die(`the variable ${name} of ${project} is not there`))
    }),
  "deployments.removeVariable": ({ name, project, target }) =>
    Effect.gen(function* () {
      const state = yield* order(project, new RemoveVariable({ target, name }))
      const secrets = yield* SecretStore
      yield* secrets.remove(scopeOf(project, target), name)
      return variablesOf(state, target)
    })
})
