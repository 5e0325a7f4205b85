import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { GateId } from "@layercake/core/gate/Gate"
import { EntryId } from "@layercake/core/register/Register"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Effect } from "effect"
import { Commands } from "../../../../src/command/Commands.ts"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

/** A project whose next call costs more than its ceiling allows, so that a person is asked. */
const stopped = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  yield* client["costs.setCeilings"]({ project, runBudgetMicroUsd: 1 })
  const commands = yield* Commands
  yield* commands.execute(
    project,
    new StartAgentRun({
      runId: AgentRunId.make("G1.scope.9"),
      gate: GateId.make("G1"),
      step: "scope",
      purpose: "rework",
      attempt: 9,
      templateVersion: 1,
      executor: "acme",
      prompt: BlobDigest.make("0".repeat(64)),
      idempotencyKey: `key of ${project}`,
      estimate: { model: "acme/one", microUsd: 5, inputTokens: 1, outputTokens: 1 }
    })
  )
  return { project, id: EntryId.make("escalation-1"), resolution: "This once" }
})

export const costs: Examples<"costs"> = {
  "costs.report": plain({ project: rooms }),
  "costs.prices": plain(undefined),
  "costs.allow": stopped,
  "costs.runs": plain({ project: rooms, gate: GateId.make("G1"), limit: 5 }),
  "costs.forecast": plain({ project: rooms }),
  "costs.setCeilings": (client) =>
    Effect.map(fresh(client), (project) => ({ project, budgetMicroUsd: 5_000_000, gateBudgetMicroUsd: null }))
}
