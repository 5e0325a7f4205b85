import { Effect } from "effect"
import { rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const gates: Pick<Examples<"gates">, "gates.list" | "gates.get"> = {
  "gates.list": plain({ project: rooms }),
  "gates.get": () => Effect.succeed({ project: rooms, gate: "G3" })
}
