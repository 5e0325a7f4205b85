/**
 * The project's files as a prompt needs them: in the order in which they matter to the work, with what is read of each.
 * Reads no more than a few times what the prompt may hold, however large the project is.
 */
import type { Assignment } from "@layercake/core/prompt/PromptSection"
import { failuresOf } from "@layercake/core/prompt/PromptSection"
import { outlineOf } from "@layercake/core/prompt/FileOutline"
import { ranked, type RelevanceInput } from "@layercake/core/prompt/FileRelevance"
import { importedBy } from "@layercake/core/prompt/ImportedPath"
import type { PromptFile } from "@layercake/core/prompt/PromptAssembly"
import { tokensOfBytes } from "@layercake/core/prompt/TokenEstimate"
import { documentsAt } from "@layercake/core/pipeline/GateProgress"
import { matchesPath } from "@layercake/core/pipeline/Pipeline"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { textOfBlob } from "../tree/TreeContent.ts"

/** Larger files are named only. */
const maxBytes = 1_000_000

/** Read at one time. */
const concurrency = 8

/** What is read comes to at most so many times the budget: room for outlines of what is not shown whole. */
const readAhead = 4

/** Most relevant first. */
export const of = Effect.fn("PromptFiles.of")(function* (
  state: ProjectState,
  project: ProjectRow,
  assignment: Assignment,
  inputs: ReadonlyArray<string>,
  budget: number
) {
  const files = rowsOf(state, "file")
  const isFile = (path: string) => rowOf(state, "file", path) !== undefined
  const diagnosed = new Set(
    failuresOf(state, assignment).flatMap(({ diagnostics }) =>
      diagnostics.flatMap(({ path }) => (path !== undefined && isFile(path) ? [path] : []))
    )
  )
  const imported = yield* Effect.forEach(
    files.filter((file) => diagnosed.has(file.path) && file.bytes <= maxBytes),
    (file) => Effect.map(textOfBlob(file.digest, file.path), (text) => importedBy(file.path, text, isFile)),
    { concurrency }
  )
  const input: RelevanceInput = {
    inputs,
    diagnosed,
    imported: new Set(imported.flat()),
    own: writtenBefore(state, assignment),
    ...kindsOf(state, project)
  }
  const order = ranked(files, input)
  const read = within(
    order.map(({ file }) => file),
    budget * readAhead
  )
  return yield* Effect.forEach(
    order,
    ({
      file,
      relevance
    }): Effect.Effect<
      PromptFile,
      Effect.Error<ReturnType<typeof textOfBlob>>,
      Effect.Services<ReturnType<typeof textOfBlob>>
    > =>
      read.has(file.path)
        ? Effect.map(textOfBlob(file.digest, file.path), (content) => ({
            file,
            relevance,
            content,
            outline: outlineOf(file.path, content)
          }))
        : Effect.succeed({ file, relevance, content: undefined, outline: undefined }),
    { concurrency }
  )
})

/** Files in the order given until they come to so many tokens, without those that are too large to be shown. */
const within = (files: ReadonlyArray<TreeFile>, tokens: number): ReadonlySet<string> => {
  const paths = new Set<string>()
  let left = tokens
  for (const file of files) {
    if (left <= 0) break
    if (file.bytes > maxBytes) continue
    left -= tokensOfBytes(file.bytes)
    paths.add(file.path)
  }
  return paths
}

/** Paths that runs of the same step wrote. */
const writtenBefore = (state: ProjectState, { step, work }: Assignment): ReadonlySet<string> =>
  new Set(
    rowsOf(state, "agentRun")
      .filter((run) => run.gate === work.gate && run.step === step.id)
      .flatMap((run) => rowOf(state, "commit", run.runId)?.paths ?? [])
  )

const kindsOf = (
  state: ProjectState,
  project: ProjectRow
): Pick<RelevanceInput, "documentKind" | "folderKind"> => {
  const folders = project.pipeline.gates
    .flatMap((gate) => documentsAt(project, gate))
    .filter((document) => document.path.endsWith("/**"))
  return {
    documentKind: (path) => rowOf(state, "document", path)?.kind,
    folderKind: (path) => folders.find((document) => matchesPath(document, path))?.kind
  }
}
