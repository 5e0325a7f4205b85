import { StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotName } from "@layercake/core/tree/Snapshot"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const brief = FilePath.make("docs/brief.md")
const notes = FilePath.make("docs/notes.md")

export const workspace: Examples<"workspace"> = {
  "workspace.tree": plain({ project: rooms, under: FilePath.make("docs"), limit: 3 }),
  "workspace.read": plain({ project: rooms, path: brief }),
  "workspace.stat": plain({ project: rooms, path: FilePath.make("src") }),
  "workspace.search": plain({ project: rooms, text: "book(ing)?s?\\b", regex: true, name: "**/*.md" }),
  "workspace.snapshots": plain({ project: rooms }),
  "workspace.starters": plain({}),
  "workspace.write": (client) =>
    Effect.map(fresh(client), (project) => ({ project, path: notes, content: "# Notes\n", expected: null })),
  "workspace.delete": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["workspace.write"]({ project, path: notes, content: "# Notes\n" })
      return { project, path: notes }
    }),
  "workspace.move": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["workspace.write"]({ project, path: notes, content: "# Notes\n" })
      return { project, from: notes, to: FilePath.make("docs/old/notes.md") }
    }),
  "workspace.snapshot": (client) =>
    Effect.map(fresh(client), (project) => ({ project, name: SnapshotName.make("before-launch") })),
  "workspace.restore": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      const { version } = yield* client["workspace.tree"]({ project })
      yield* client["workspace.write"]({ project, path: notes, content: "# Notes\n" })
      return { project, at: { version: StreamVersion.make(version) } }
    }),
  "workspace.init": (client) =>
    Effect.map(fresh(client), (project) => ({ project, starter: "node-service" as const }))
}
