import { person } from "@layercake/core/actor/Actor"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import { Effect } from "effect"
import { Commands } from "../../../../src/command/Commands.ts"
import { type Client, fresh } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"
import { kept } from "./StorageExamples.ts"

/** Somebody has typed a note. */
const typed = Effect.fnUntraced(function* (client: Client) {
  const commands = yield* Commands
  const project = yield* fresh(client)
  yield* commands.execute(project, new AddNote({ text: "Call me at home" }), { actor: person("bob") })
  return { person: "bob", reason: "it was asked for" }
})

export const erasure: Examples<"erasure"> = {
  "erasure.find": plain({ person: "bob" }),
  "erasure.person": typed,
  "erasure.content": (client) =>
    Effect.map(kept(client), ({ digest, project }) => ({
      project,
      content: digest,
      reason: "it names a customer"
    }))
}
