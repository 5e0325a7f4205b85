import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const broken = { source: "forge", message: "The forge answered with nonsense" }

const recorded = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  const { errorId } = yield* client["errors.record"]({ project, ...broken })
  return { project, id: errorId }
})

export const errors: Examples<"errors"> = {
  "errors.list": plain({ project: rooms, open: false }),
  "errors.get": recorded,
  "errors.record": (client) => Effect.map(fresh(client), (project) => ({ project, ...broken })),
  "errors.resolve": (client) =>
    Effect.map(recorded(client), (error) => ({ ...error, resolution: "It was restarted" })),
  "errors.stats": plain({ project: rooms }),
  "errors.search": (client) =>
    Effect.map(recorded(client), ({ project }) => ({ project, text: "NONSENSE forge" }))
}
