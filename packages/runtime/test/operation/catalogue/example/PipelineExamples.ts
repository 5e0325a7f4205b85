import { Effect } from "effect"
import { fresh, rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const pipeline: Examples<"pipeline"> = {
  "pipeline.start": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["pipeline.stop"]({ project, reason: "" })
      return { project }
    }),
  "pipeline.pause": (client) => Effect.map(fresh(client), (project) => ({ project, reason: "Lunch." })),
  "pipeline.resume": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["pipeline.pause"]({ project, reason: "Lunch." })
      return { project }
    }),
  "pipeline.stop": (client) => Effect.map(fresh(client), (project) => ({ project, reason: "Not now." })),
  "pipeline.status": plain({ project: rooms }),
  "pipeline.next": plain({ project: waiting })
}
