import { RecordDeployment, RecordHealth, StartDeployment } from "@layercake/core/deployment/DeploymentCommand"
import type { DeploymentTarget } from "@layercake/core/port/Deployer"
import { VariableName } from "@layercake/core/deployment/Variable"
import { Effect, Redacted } from "effect"
import { Commands } from "../../../../src/command/Commands.ts"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const staging: DeploymentTarget = "staging"
const name = VariableName.make("DATABASE_URL")

const ofFresh = (client: Client) => Effect.map(fresh(client, rooms), (project) => ({ project }))

/** Staging runs the tree as it is now, healthily. */
const running = (client: Client) =>
  Effect.gen(function* () {
    const project = yield* fresh(client, rooms)
    const { key, tree } = yield* client["deployments.deploy"]({ project, target: staging })
    const commands = yield* Commands
    for (const command of [
      new StartDeployment({ key, target: staging, deployer: "memory", tree }),
      new RecordDeployment({ key, address: "memory://x", handle: "x" }),
      new RecordHealth({ key, healthy: true, status: 200, durationMillis: 1 })
    ])
      yield* commands.execute(project, command)
    return { project, deployment: key as string }
  })

const withVariable = (client: Client) =>
  Effect.gen(function* () {
    const project = yield* fresh(client, rooms)
    const value = Redacted.make("postgres://somewhere")
    yield* client["deployments.setVariable"]({ project, target: staging, name, value })
    return { project, target: staging, name }
  })

const last = (client: Client) =>
  Effect.map(client["deployments.history"]({ project: rooms, target: "production" }), ({ deployments }) => ({
    project: rooms,
    deployment: deployments[0]!.key as string
  }))

export const deployments: Examples<"deployments"> = {
  "deployments.targets": plain({ project: rooms }),
  "deployments.status": plain({ project: rooms }),
  "deployments.history": plain({ project: rooms, limit: 1 }),
  "deployments.logs": last,
  "deployments.deploy": (client) => Effect.map(ofFresh(client), (where) => ({ ...where, target: staging })),
  "deployments.redeploy": (client) =>
    Effect.gen(function* () {
      const { deployment } = yield* last(client)
      return { project: yield* fresh(client, rooms), deployment }
    }),
  "deployments.promote": (client) => Effect.map(running(client), ({ project }) => ({ project })),
  "deployments.stop": (client) => Effect.map(running(client), ({ project }) => ({ project })),
  "deployments.variables": plain({ project: rooms }),
  "deployments.setVariable": (client) =>
    Effect.map(ofFresh(client), (where) => ({ ...where, target: staging, name, value: Redacted.make("v") })),
  "deployments.removeVariable": withVariable
}
