import { Effect } from "effect"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const files: Examples<"files"> = {
  "files.list": plain({ project: rooms }),
  "files.get": plain({ project: rooms, name: "STATUS" as const }),
  "files.render": plain({ project: rooms }),
  "files.diff": plain({ project: rooms, names: ["GATES" as const] }),
  "files.history": plain({ project: rooms, name: "TASKS" as const }),
  "files.export": plain({ project: rooms }),
  "files.write": (client) => Effect.map(fresh(client), (project) => ({ project })),
  "files.remove": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["files.write"]({ project })
      return { project }
    })
}
