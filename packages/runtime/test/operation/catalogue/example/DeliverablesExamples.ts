import { FilePath } from "@layercake/core/tree/Tree"
import { rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const readme = plain({ project: rooms, path: FilePath.make("README.md") })

export const deliverables: Examples<"deliverables"> = {
  "deliverables.list": plain({ project: rooms }),
  "deliverables.get": readme,
  "deliverables.versions": readme,
  "deliverables.diff": readme,
  "deliverables.export": plain({ project: rooms }),
  "deliverables.checklist": plain({ project: rooms })
}
