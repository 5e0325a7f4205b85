/**
 * Answers the operations on state files.
 */
import { StateFileOperations } from "@layercake/core/operation/StateFileOperations"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { pathOf, render, renderForTree, StateFileName } from "@layercake/core/statefile/StateFile"
import { bytesOf } from "@layercake/core/store/BlobText"
import { lineChanges } from "@layercake/core/tree/LineChanges"
import { Effect } from "effect"
import * as FileReading from "../tree/FileReading.ts"
import * as ZipArchive from "../tree/ZipArchive.ts"
import { changing } from "./ChangeReporting.ts"
import { find } from "./ProjectHandlers.ts"

type Names = ReadonlyArray<StateFileName>

/** What the tree has; empty where it has none. */
const inTree = (state: ProjectState, name: StateFileName) => {
  const file = rowOf(state, "file", pathOf(name))
  return file === undefined
    ? Effect.succeed("")
    : Effect.map(FileReading.bytesOfFile(file), (bytes) => FileReading.plainText(bytes) ?? "")
}

const textOf = (state: ProjectState, name: StateFileName) => ({
  name,
  path: pathOf(name),
  text: render(state, name)
})

const all: Names = StateFileName.literals

export const layer = StateFileOperations.toLayer({
  "files.list": ({ project }) =>
    Effect.flatMap(find(project), ({ state }) =>
      Effect.forEach(all, (name) =>
        Effect.map(inTree(state, name), (text) => ({
          name,
          path: pathOf(name),
          written: rowOf(state, "file", pathOf(name)) !== undefined,
          current: text === renderForTree(state, name)
        }))
      )
    ),
  "files.get": ({ name, project }) => Effect.map(find(project), ({ state }) => textOf(state, name)),
  "files.render": ({ names = all, project }) =>
    Effect.map(find(project), ({ state }) => names.map((name) => textOf(state, name))),
  "files.diff": ({ names = all, project }) =>
    Effect.flatMap(find(project), ({ state }) =>
      Effect.forEach(names, (name) =>
        Effect.map(inTree(state, name), (text) => ({
          name,
          path: pathOf(name),
          ...lineChanges(text, renderForTree(state, name))
        }))
      )
    ),
  "files.history": ({ name, project }) =>
    Effect.map(find(project), ({ state }) =>
      rowsOf(state, "commit")
        .filter(({ paths }) => paths.includes(pathOf(name)))
        .toSorted((a, b) => b.version - a.version)
        .map(({ author, sha, subject, version }) => ({ version, author, subject, sha }))
    ),
  "files.export": ({ names = all, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const files = names.map((name) => ({ path: `${name}.md`, content: renderForTree(state, name) }))
      return { name: `${project}-state.zip`, zip: yield* ZipArchive.of(files) }
    }),
  "files.write": ({ names = all, project }) =>
    changing(project, (state) =>
      Effect.succeed({
        subject: "Write state files",
        written: Array.from(new Set(names), (name) => ({
          path: pathOf(name),
          content: bytesOf(renderForTree(state, name))
        }))
      })
    ),
  "files.remove": ({ names = all, project }) =>
    changing(project, (state) =>
      Effect.succeed({
        subject: "Remove state files",
        removed: Array.from(new Set(names), pathOf).filter((path) => rowOf(state, "file", path) !== undefined)
      })
    )
})
