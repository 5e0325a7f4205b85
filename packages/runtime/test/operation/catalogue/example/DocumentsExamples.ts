import { FilePath } from "@layercake/core/tree/Tree"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"
import { listed } from "../RequirementRows.ts"

const scope = FilePath.make("docs/scope.md")
const option = FilePath.make("designs/option-1.html")
const prisma = "model Room {\n  name String @id\n}\n"

export const documents: Examples<"documents"> = {
  "documents.types": plain({ project: rooms }),
  "documents.list": plain({ project: rooms, kind: "scope" }),
  "documents.get": plain({ project: rooms, path: scope }),
  "documents.versions": plain({ project: rooms, path: scope }),
  "documents.diff": plain({ project: rooms, path: scope }),
  "documents.write": (client) =>
    Effect.map(fresh(client), (project) => ({
      project,
      path: scope,
      text: "# Scope\n\nBook a room, cancel a booking.\n"
    })),
  "documents.approve": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      const { digest } = yield* client["documents.get"]({ project, path: scope })
      return { project, path: scope, reviewed: digest, comment: "As agreed" }
    }),
  "documents.export": plain({ project: rooms, format: "markdown" }),
  "documents.search": plain({ project: rooms, text: "room" })
}

export const specifications: Examples<"specifications"> = {
  "specifications.list": plain({ project: rooms }),
  "specifications.get": plain({ project: rooms, kind: "openapi" }),
  "specifications.record": (client) =>
    Effect.map(fresh(client), (project) => ({ project, kind: "prisma", text: prisma })),
  "specifications.validate": plain({ project: rooms, kind: "prisma", text: prisma }),
  "specifications.diff": plain({ project: rooms, kind: "openapi" }),
  "specifications.export": plain({ project: rooms }),
  "specifications.elements": plain({ project: rooms }),
  "specifications.compare": plain({ project: rooms })
}

/** A fork in which a person has to choose: its gates after the designs are open again. */
const choosing = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client, rooms)
  yield* client["gates.reopen"]({ project, gate: "G4", reason: "Look at all three again" })
  const { design } = yield* client["designs.get"]({ project, path: option })
  const other = FilePath.make("designs/option-2.html")
  const { design: second } = yield* client["designs.get"]({ project, path: other })
  const chosen = design.chosen ? second : design
  return { project, path: chosen.path, reviewed: chosen.digest }
})

export const designs: Examples<"designs"> = {
  "designs.list": plain({ project: rooms }),
  "designs.get": plain({ project: rooms, path: option }),
  "designs.choose": choosing,
  "designs.preview": plain({ project: rooms, path: option }),
  "designs.compare": plain({ project: rooms })
}

export const requirements: Examples<"requirements"> = {
  "requirements.list": plain({ project: rooms }),
  "requirements.trace": (client) =>
    Effect.map(listed(client), (project) => ({ project, requirement: RequirementId.make("FR-1") })),
  "requirements.gaps": plain({ project: rooms, at: "test" }),
  "requirements.coverage": plain({ project: rooms }),
  "requirements.stats": plain({ project: rooms })
}
