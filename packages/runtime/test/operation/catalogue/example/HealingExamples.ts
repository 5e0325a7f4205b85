import { GateId } from "@layercake/core/gate/Gate"
import { GateBlocked } from "@layercake/core/gate/GateEvent"
import { HealExhausted } from "@layercake/core/heal/HealEvent"
import { ProofKind } from "@layercake/core/proof/Proof"
import { EntryId } from "@layercake/core/register/Register"
import { EscalationRaised } from "@layercake/core/register/RegisterEvent"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"
import { tell } from "../ToldEvents.ts"

const gate = GateId.make("G1")

/** A project whose first gate waits for a person because repairs were given up. */
const exhausted = (client: Client) =>
  Effect.gen(function* () {
    const project = yield* fresh(client)
    const id = EntryId.make("escalation-1")
    const title = "test still does not pass after 3 repairs"
    yield* tell(
      project,
      new HealExhausted({ gate, kind: ProofKind.make("test"), attempts: 3, reason: "attempts" }),
      new EscalationRaised({ id, gate, title, detail: "" }),
      new GateBlocked({ gate, by: id, reason: title })
    )
    return { project, gate }
  })

export const healing: Examples<"healing"> = {
  "healing.list": plain({ project: rooms }),
  "healing.get": exhausted,
  "healing.series": plain({ project: rooms }),
  "healing.retry": (client) =>
    Effect.map(exhausted(client), (where) => ({ ...where, reason: "try it once more" }))
}
