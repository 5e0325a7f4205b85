/**
 * What files offer, and how they look: outlines, and their usual form.
 */
import type { FormatReport, IndexedFile } from "@layercake/core/operation/CodeOperations"
import { Formatter, type FormatOptions } from "@layercake/core/port/Formatter"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import { outlineOf } from "@layercake/core/prompt/FileOutline"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Option } from "effect"
import type { NewFile } from "./FileChanges.ts"
import * as FileReading from "./FileReading.ts"

export interface IndexWish {
  readonly under?: string
  readonly symbol?: string
  readonly after?: string
  readonly limit?: number
}

export const index = Effect.fn("CodeForm.index")(function* (
  state: ProjectState,
  { after, limit = 100, symbol, under }: IndexWish
) {
  const wanted = symbol?.toLowerCase()
  const files: Array<typeof IndexedFile.Type> = []
  let next: FilePath | null = null
  for (const file of FileReading.filesUnder(state, under)) {
    if (after !== undefined && file.path <= after) continue
    const text = FileReading.plainText(yield* FileReading.bytesOfFile(file))
    yield* Effect.yieldNow
    const outline = text === undefined ? [] : (outlineOf(file.path, text) ?? [])
    if (wanted !== undefined && !outline.some((line) => line.toLowerCase().includes(wanted))) continue
    if (files.length === limit) {
      next = files.at(-1)?.path ?? null
      break
    }
    files.push({ path: file.path, bytes: file.bytes, outline })
  }
  return { files, next }
})

export interface FormatWish {
  readonly paths?: ReadonlyArray<FilePath>
  readonly options?: FormatOptions
}

/** Files that would look otherwise, with their new contents. */
export const formatted = Effect.fn("CodeForm.formatted")(function* (state: ProjectState, wish: FormatWish) {
  const formatter = yield* Formatter
  const written: Array<NewFile> = []
  const failed: Array<(typeof FormatReport.Type)["failed"][number]> = []
  let [same, skipped] = [0, 0]
  const { options, paths } = wish
  const files = FileReading.filesUnder(state, undefined).filter(
    ({ path }) =>
      paths === undefined || paths.some((wanted) => path === wanted || path.startsWith(`${wanted}/`))
  )
  for (const file of files) {
    const text = FileReading.plainText(yield* FileReading.bytesOfFile(file))
    const result =
      text === undefined
        ? Option.none<string>()
        : yield* formatter
            .format(file.path, text, options)
            .pipe(Effect.catchTag("FormatError", ({ detail }) => Effect.succeed({ detail })))
    if ("detail" in result) failed.push({ path: file.path, detail: result.detail })
    else if (Option.isNone(result)) skipped += 1
    else if (result.value === text) same += 1
    else written.push({ path: file.path, content: bytesOf(result.value) })
  }
  return { written, failed, same, skipped }
})
