import { rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const booking = plain({ project: rooms, query: "double booking", limit: 5 })

export const search: Examples<"search"> = {
  "search.all": booking,
  "search.files": booking,
  "search.documents": booking,
  "search.requirements": booking,
  "search.events": booking,
  "search.memory": booking
}
