/**
 * What an answer's text would change in a project.
 */
import { extract } from "@layercake/core/extract/Extractor"
import { AnswerUnusable, type FilePreview } from "@layercake/core/operation/CodeOperations"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { bytesOf } from "@layercake/core/store/BlobText"
import { lineChanges } from "@layercake/core/tree/LineChanges"
import type { TreeDigest, TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import type { FileChange } from "./FileChanges.ts"
import * as FileReading from "./FileReading.ts"

export interface GivenText {
  readonly answer: string
  readonly finishReason?: "stop" | "length" | "refusal" | "other"
  readonly tree?: TreeDigest | null
}

const read = Effect.fnUntraced(function* ({ answer, finishReason }: GivenText) {
  const found = extract(answer, finishReason === undefined ? {} : { finishReason })
  return found.findings.length > 0 ? yield* new AnswerUnusable({ findings: found.findings }) : found
})

export const change = Effect.fnUntraced(function* (given: GivenText) {
  const { files, removed } = yield* read(given)
  const wish: FileChange = {
    subject: `Apply ${files.length + removed.length} ${files.length + removed.length === 1 ? "file" : "files"} of an answer`,
    written: files.map(({ content, path }) => ({ path, content: bytesOf(content) })),
    removed,
    ...(given.tree === undefined ? {} : { tree: given.tree })
  }
  return wish
})

export const preview = Effect.fn("AnswerChanges.preview")(function* (state: ProjectState, given: GivenText) {
  const { files, removed } = yield* read(given)
  const changed = yield* Effect.forEach(files, ({ content, path }) => {
    const file = rowOf(state, "file", path)
    return Effect.map(textOf(file), (before) => ({
      path,
      status:
        file === undefined
          ? ("added" as const)
          : before === content
            ? ("same" as const)
            : ("changed" as const),
      ...lineChanges(before, content)
    }))
  })
  const gone = yield* Effect.forEach(removed, (path) =>
    Effect.map(textOf(rowOf(state, "file", path)), (before) => ({
      path,
      status: "removed" as const,
      ...lineChanges(before, "")
    }))
  )
  return [...changed, ...gone] satisfies ReadonlyArray<typeof FilePreview.Type>
})

const textOf = (file: TreeFile | undefined) =>
  file === undefined
    ? Effect.succeed("")
    : Effect.map(FileReading.bytesOfFile(file), (bytes) => FileReading.plainText(bytes) ?? "")
