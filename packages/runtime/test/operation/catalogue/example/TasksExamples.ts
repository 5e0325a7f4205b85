import { AccountId } from "@layercake/core/account/Account"
import { GateId } from "@layercake/core/gate/Gate"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

/** A project with one task that somebody wrote down. */
const written = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  const { task } = yield* client["tasks.create"]({ project, title: "Ask the landlord" })
  return { project, task }
})

export const tasks: Examples<"tasks"> = {
  "tasks.list": plain({ project: rooms, kind: "pipeline", status: "done" }),
  "tasks.get": plain({ project: rooms, task: "G1/scope" }),
  "tasks.create": (client) =>
    Effect.map(fresh(client), (project) => ({
      project,
      title: "Ask the landlord",
      detail: "Whether the lobby counts as a room.",
      gate: GateId.make("G2"),
      required: true,
      assignee: AccountId.make("ada")
    })),
  "tasks.assign": (client) =>
    Effect.map(written(client), (named) => ({ ...named, assignee: AccountId.make("grace") })),
  "tasks.start": written,
  "tasks.complete": (client) => Effect.map(written(client), (named) => ({ ...named, outcome: "It does." })),
  "tasks.fail": (client) => Effect.map(written(client), (named) => ({ ...named, reason: "No answer." })),
  "tasks.reopen": (client) =>
    Effect.gen(function* () {
      const named = yield* written(client)
      yield* client["tasks.complete"](named)
      return { ...named, reason: "He changed his mind." }
    }),
  "tasks.cancel": (client) => Effect.map(written(client), (named) => ({ ...named, reason: "Not any more." }))
}
