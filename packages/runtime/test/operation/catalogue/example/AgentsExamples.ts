import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { GateId } from "@layercake/core/gate/Gate"
import { ReopenGate } from "@layercake/core/gate/GateCommand"
import type { ProjectId } from "@layercake/core/project/Project"
import { rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { Commands } from "../../../../src/command/Commands.ts"
import * as StoredPrompt from "../../../../src/agent/StoredPrompt.ts"
import { ProjectStates } from "../../../../src/project/ProjectStates.ts"
import { ada, type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const scope = GateId.make("G1")
const done = AgentRunId.make("G5.backend.1")

const tell = (project: ProjectId, command: FactoryCommand) =>
  Effect.flatMap(Commands, (commands) => commands.execute(project, command, { actor: ada }))

/** A fork whose first gate is open again: its work is to be done anew, and nobody is at it. */
const opened = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  yield* tell(project, new ReopenGate({ gate: scope, reason: "It leaves out who may cancel" }))
  return project
})

/** A fork with a run of its first gate on its way; one that waits for a claim where that is asked for. */
const begun = Effect.fnUntraced(function* (client: Client, claimable: boolean) {
  const project = yield* opened(client)
  const states = yield* ProjectStates
  const state = yield* states.load(project)
  const tree = rowOf(state, "project", "project")?.tree ?? null
  const run = AgentRunId.make("G1.scope.2")
  yield* tell(
    project,
    new StartAgentRun({
      runId: run,
      gate: scope,
      step: "scope",
      purpose: "rework",
      attempt: 1,
      templateVersion: 1,
      executor: claimable ? "claim" : "memory/script",
      prompt: yield* StoredPrompt.keep({ system: "You are the orchestrator.", prompt: "Mend the scope." }),
      idempotencyKey: "example",
      ...(claimable ? { claimable: { tree } } : {})
    })
  )
  return { project, run }
})

const claimed = Effect.fnUntraced(function* (client: Client) {
  const { project, run } = yield* begun(client, true)
  const { claim } = yield* client["agents.claim"]({ project, run })
  return { claim }
})

export const agents: Examples<"agents"> = {
  "agents.templates": plain({ project: rooms }),
  "agents.template": plain({ agent: "orchestrator" }),
  "agents.register": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      return { project, markdown: "---\nname: bookkeeper\ndescription: Counts\n---\nYou count.\n" }
    }),
  "agents.prompt": plain({ project: rooms, gate: "G5", step: "backend" }),
  "agents.runs": plain({ project: rooms, limit: 3 }),
  "agents.run": plain({ project: rooms, run: done }),
  "agents.transcript": plain({ project: rooms, run: done }),
  "agents.stream": plain({ project: rooms, run: done }),
  "agents.execute": (client) =>
    Effect.map(opened(client), (project) => ({
      project,
      gate: scope,
      agent: AgentName.make("orchestrator"),
      instruction: "Say in the scope who may cancel a booking"
    })),
  "agents.cancel": (client) =>
    Effect.map(begun(client, false), (run) => ({ ...run, reason: "The brief is about to change" })),
  "agents.retry": (client) =>
    Effect.gen(function* () {
      const run = yield* begun(client, false)
      yield* client["agents.cancel"]({ ...run, reason: "The brief was about to change" })
      return run
    }),
  "agents.due": plain({ project: rooms }),
  "agents.claim": (client) => begun(client, true),
  "agents.renew": (client) => Effect.map(claimed(client), (claim) => ({ ...claim, leaseMillis: 3_600_000 })),
  "agents.submit": (client) =>
    Effect.map(claimed(client), (claim) => ({
      ...claim,
      text: "**docs/scope.md**\n```\n# Scope\n```\n",
      model: "example/model"
    })),
  "agents.release": (client) => Effect.map(claimed(client), (claim) => ({ ...claim, reason: "No time" })),
  "agents.withdraw": (client) =>
    Effect.map(begun(client, true), (run) => ({ ...run, reason: "A model does it" }))
}
