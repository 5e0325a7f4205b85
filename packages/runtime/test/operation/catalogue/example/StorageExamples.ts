import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

let count = 0

/** A content of its own, in a project of its own. */
export const kept = Effect.fnUntraced(function* (client: Client) {
  count += 1
  const project = yield* fresh(client)
  const bytes = bytesOf(`minutes of meeting ${count}`)
  const { digest } = yield* client["storage.put"]({ project, title: "Minutes", bytes })
  return { project, digest }
})

export const storage: Examples<"storage"> = {
  "storage.put": (client) =>
    Effect.map(fresh(client), (project) => ({ project, title: "Minutes", bytes: bytesOf("minutes") })),
  "storage.get": kept,
  "storage.stat": kept,
  "storage.list": plain({ project: rooms, limit: 5 }),
  "storage.delete": (client) =>
    Effect.map(kept(client), (content) => ({ ...content, reason: "it is not needed any more" })),
  "storage.usage": plain({ project: rooms }),
  "storage.verify": plain({ project: rooms })
}
