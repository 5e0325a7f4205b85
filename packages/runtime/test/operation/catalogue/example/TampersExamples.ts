import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { GateBlocked } from "@layercake/core/gate/GateEvent"
import { EntryId } from "@layercake/core/register/Register"
import { BlockerRaised } from "@layercake/core/register/RegisterEvent"
import { TamperDetected } from "@layercake/core/tamper/TamperEvent"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"
import { tell } from "../ToldEvents.ts"

const gate = GateId.make("G1")

const tampered = (client: Client) =>
  Effect.gen(function* () {
    const project = yield* fresh(client)
    const blocker = EntryId.make("blocker-1")
    yield* tell(
      project,
      new TamperDetected({
        runId: AgentRunId.make("G1.scope.1"),
        gate,
        blocker,
        facts: [{ kind: "tests-skipped", path: "test/a.test.ts", detail: "a test is skipped" }],
        more: 0,
        tree: TreeDigest.make("a".repeat(64)),
        before: null
      }),
      new BlockerRaised({ id: blocker, gate, title: "weakened", detail: "" }),
      new GateBlocked({ gate, by: blocker, reason: "weakened" })
    )
    return { project, blocker }
  })

const decided = (client: Client) =>
  Effect.map(tampered(client), (where) => ({ ...where, reason: "looked at it" }))

export const tampers: Examples<"tampers"> = {
  "tampers.list": plain({ project: rooms }),
  "tampers.get": tampered,
  "tampers.accept": decided,
  "tampers.reject": decided
}
