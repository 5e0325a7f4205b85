import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect } from "effect"
import * as MemoryFactory from "../../../MemoryFactory.ts"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const intake: Examples<"intake"> = {
  "intake.check": plain({ brief: MemoryFactory.brief }),
  "intake.template": plain({ title: "Room booking" }),
  "intake.get": plain({ project: rooms }),
  "intake.revise": (client) =>
    Effect.map(fresh(client), (project) => ({
      project,
      brief: bytesOf("# Room booking\n\nA large office wants to book its rooms.\n\n- book a room\n")
    }))
}
