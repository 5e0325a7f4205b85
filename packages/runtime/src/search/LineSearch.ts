/**
 * Looks through the files of a project line by line, and through their names. Ends at a limit of matches, of bytes and of
 * work, so that no question can keep a process busy.
 */
import type { SearchMatch, SearchMatches } from "@layercake/core/operation/WorkspaceOperations"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import * as LinePattern from "@layercake/core/search/LinePattern"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Glob } from "effect"
import * as FileReading from "../tree/FileReading.ts"

export interface LineQuery {
  readonly text?: string
  readonly regex?: boolean
  readonly ignoreCase?: boolean
  readonly name?: string
  readonly limit?: number
}

const maxBytes = 50_000_000
/** Steps of a regular expression over all lines. */
const maxWork = 30_000_000
const maxLine = 10_000
const maxShown = 300

export const search = Effect.fn("LineSearch.search")(function* (state: ProjectState, query: LineQuery) {
  const { ignoreCase = false, limit = 100, name, regex = false, text } = query
  const glob = name === undefined ? undefined : Glob.make(name, { dot: true })
  const files = FileReading.filesUnder(state, undefined).filter(
    ({ path }) => glob === undefined || Glob.match(glob, path)
  )
  if (text === undefined) return named(files, limit)
  const pattern = regex
    ? yield* Effect.fromResult(LinePattern.ofRegex(text, ignoreCase))
    : LinePattern.ofText(text, ignoreCase)
  const matches: Array<SearchMatch> = []
  let [bytes, work, seen] = [0, 0, 0]
  for (const file of files) {
    bytes += file.bytes
    if (matches.length > limit || work > maxWork || bytes > maxBytes) break
    const content = FileReading.plainText(yield* FileReading.bytesOfFile(file))
    // Others are served between two files.
    yield* Effect.yieldNow
    seen += 1
    if (content === undefined) continue
    for (const [index, whole] of content.split(/\r\n|\n|\r/).entries()) {
      if (matches.length > limit || work > maxWork) break
      const line = whole.slice(0, maxLine)
      work += regex ? line.length * pattern.cost : line.length / 100
      const at = pattern.find(line)
      if (at === undefined) continue
      const shown = Math.max(0, at - 100)
      matches.push({
        path: file.path,
        line: index + 1,
        column: at + 1,
        text: line.slice(shown, shown + maxShown)
      })
    }
  }
  const isComplete = matches.length <= limit && work <= maxWork && bytes <= maxBytes
  return { matches: matches.slice(0, limit), files: seen, complete: isComplete } satisfies SearchMatches
})

const named = (files: ReadonlyArray<TreeFile>, limit: number): SearchMatches => ({
  matches: files.slice(0, limit).map(({ path }) => ({ path, line: 0, column: 0, text: "" })),
  files: files.length,
  complete: files.length <= limit
})
