import { GateId } from "@layercake/core/gate/Gate"
import { ProofKind } from "@layercake/core/proof/Proof"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const kind = ProofKind.make("test")

/** Of the tree that was tested last: later gates may have changed the tree. */
const tested = (client: Client) =>
  Effect.map(client["proofs.list"]({ project: rooms, kind }), (proofs) => ({
    project: rooms,
    kind,
    tree: proofs[0]!.tree
  }))

export const proofs: Examples<"proofs"> = {
  "proofs.list": plain({ project: rooms, kind }),
  "proofs.get": tested,
  "proofs.output": tested,
  "proofs.verify": tested,
  "proofs.request": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client, rooms)
      const gate = GateId.make("G9")
      yield* client["gates.reopen"]({ project, gate, reason: "once more" })
      return { project, kind: ProofKind.make("production.deployment") }
    }),
  "proofs.compare": (client) =>
    Effect.map(tested(client), ({ kind, project, tree }) => ({ project, kind, before: tree, after: tree })),
  "proofs.history": plain({ project: rooms, limit: 3 })
}
