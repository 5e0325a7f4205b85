import { StreamVersion } from "@layercake/core/store/EventStore"
import { rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const projections: Examples<"projections"> = {
  "projections.list": plain({ rows: true }),
  "projections.rows": plain({ project: rooms, projection: "gate" }),
  "projections.at": plain({ project: rooms, projection: "gate", at: { version: StreamVersion.make(20) } }),
  "projections.rebuild": plain({ projection: "gate" })
}
