import { rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const metrics: Examples<"metrics"> = {
  "metrics.project": plain({ project: rooms }),
  "metrics.gates": plain({ project: rooms }),
  "metrics.agents": plain({ project: rooms }),
  "metrics.host": plain(undefined)
}
