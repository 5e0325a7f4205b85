import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

/** A fork in which something is remembered. */
const remembering = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  const { id } = yield* client["memory.keep"]({ project, text: "The office is closed on Mondays" })
  return { project, id }
})

/** Kept in the project that reads look at, once. */
let kept: Effect.Success<ReturnType<typeof remembering>> | undefined
const known = (client: Client) =>
  kept === undefined
    ? Effect.tap(remembering(client), (row) =>
        Effect.sync(() => {
          kept = row
        })
      )
    : Effect.succeed(kept)

export const memory: Examples<"memory"> = {
  "memory.list": plain({ project: rooms }),
  "memory.get": known,
  "memory.keep": (client) =>
    Effect.map(fresh(client), (project) => ({ project, text: "The clock of the office is UTC" })),
  "memory.update": (client) =>
    Effect.map(remembering(client), (row) => ({ ...row, text: "The office is closed on Sundays" })),
  "memory.forget": remembering,
  "memory.search": plain({ project: rooms, query: "double booking" }),
  "memory.recall": plain({ project: rooms, gate: GateId.make("G5") })
}

export const handoffs: Examples<"handoffs"> = {
  "handoffs.list": plain({ project: rooms }),
  "handoffs.get": plain({ project: rooms, run: AgentRunId.make("G1.scope.1") }),
  "handoffs.make": (client) =>
    Effect.map(fresh(client), (project) => ({
      project,
      from: AgentName.make("orchestrator"),
      gate: GateId.make("G2"),
      step: "requirements",
      summary: "Number the requirements from the scope",
      documents: [FilePath.make("docs/scope.md")]
    }))
}
