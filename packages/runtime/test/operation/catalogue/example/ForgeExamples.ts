import { RefName } from "@layercake/core/tree/RefName"
import { Effect } from "effect"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const forge: Examples<"forge"> = {
  "forge.user": plain(undefined),
  "forge.repositories": plain(undefined),
  "forge.repository": plain({ project: rooms }),
  "forge.readme": plain({ project: rooms }),
  "forge.export": plain({ project: rooms, format: "bundle" as const }),
  "forge.status": plain({ project: rooms }),
  "forge.push": (client) => Effect.map(fresh(client, rooms), (project) => ({ project })),
  "forge.pullRequest": (client) =>
    Effect.map(fresh(client, rooms), (project) => ({
      project,
      title: "Book rooms",
      body: "Rooms can be booked."
    })),
  "forge.release": (client) =>
    Effect.map(fresh(client, rooms), (project) => ({
      project,
      tag: RefName.make("v1.0.0"),
      notes: "The first one."
    }))
}
