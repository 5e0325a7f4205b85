/**
 * Answers the operations that look at files.
 */
import { WorkspaceOperations } from "@layercake/core/operation/WorkspaceOperations"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { filesOf, starters, StarterName } from "@layercake/core/tree/Starter"
import { FileUnknown } from "@layercake/core/tree/TreeError"
import { Effect } from "effect"
import * as LineSearch from "../search/LineSearch.ts"
import * as FileReading from "../tree/FileReading.ts"
import { find } from "./ProjectHandlers.ts"

export const layer = WorkspaceOperations.toLayer({
  "workspace.tree": ({ at, project, ...query }) =>
    Effect.map(FileReading.stateAt(project, at), ({ state }) => FileReading.page(state, query)),
  "workspace.read": ({ at, path, project }) =>
    Effect.flatMap(FileReading.stateAt(project, at), ({ state }) => FileReading.content(state, path)),
  "workspace.stat": ({ path, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return FileReading.stat(state, path) ?? (yield* new FileUnknown({ path }))
    }),
  "workspace.search": ({ project, ...query }) =>
    Effect.flatMap(find(project), ({ state }) => LineSearch.search(state, query)),
  "workspace.snapshots": ({ project }) =>
    Effect.map(find(project), ({ state }) =>
      rowsOf(state, "snapshot").toSorted((a, b) => a.version - b.version)
    ),
  "workspace.starters": () =>
    Effect.succeed(
      StarterName.literals.map((name) => ({
        name,
        description: starters[name].description,
        files: filesOf(starters[name]).map(({ path }) => path)
      }))
    )
})
