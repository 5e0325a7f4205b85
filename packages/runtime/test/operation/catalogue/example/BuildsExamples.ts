import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const ofFresh = (client: Client) => Effect.map(fresh(client, rooms), (project) => ({ project }))

const gateBuild = (client: Client) =>
  Effect.map(client["builds.list"]({ project: rooms }), ({ builds }) => ({
    project: rooms,
    build: builds[0]!.build
  }))

export const builds: Examples<"builds"> = {
  "builds.install": ofFresh,
  "builds.build": ofFresh,
  "builds.lint": ofFresh,
  "builds.test": ofFresh,
  "builds.audit": ofFresh,
  "builds.validate": ofFresh,
  "builds.list": plain({ project: rooms, limit: 2 }),
  "builds.get": gateBuild,
  "builds.log": (client) =>
    Effect.map(client["builds.list"]({ project: rooms }), ({ builds }) => {
      const build = builds.find(({ steps }) => steps.some(({ output }) => output !== null))!
      const step = build.steps.find(({ output }) => output !== null)!
      return { project: rooms, build: build.build, step: step.step }
    }),
  "builds.cancel": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client, rooms)
      const { build } = yield* client["builds.test"]({ project })
      return { project, build }
    })
}
