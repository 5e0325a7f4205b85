import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const answer = "**docs/notes.md**\n```markdown\n# Notes\n\nMore rooms.\n```\n"

export const code: Examples<"code"> = {
  "code.extract": plain({ answer }),
  "code.preview": plain({ project: rooms, answer }),
  "code.apply": (client) => Effect.map(fresh(client), (project) => ({ project, answer })),
  "code.index": plain({ project: rooms, under: FilePath.make("docs"), limit: 5 }),
  "code.format": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      const path = FilePath.make("data/rooms.json")
      yield* client["workspace.write"]({ project, path, content: `{"rooms":   ["Blue"]}` })
      return { project, paths: [path] }
    })
}
