/**
 * Finds things of a project by words. What is looked through is made from the state and the log at each question; an index
 * that is kept, or one by meaning, can stand behind the same questions.
 */
import type { SearchAnswer, SearchSource } from "@layercake/core/operation/SearchOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import * as KeywordRanking from "@layercake/core/search/KeywordRanking"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as FileReading from "../tree/FileReading.ts"

interface SearchEntry extends KeywordRanking.RankedText {
  readonly source: SearchSource
  readonly id: string
  readonly path: FilePath | null
}

interface Found {
  readonly entries: ReadonlyArray<SearchEntry>
  readonly complete: boolean
}

const maxFileBytes = 300_000
const maxBytes = 20_000_000
const maxEvents = 20_000

export const search = Effect.fn("ProjectSearch.search")(function* (
  project: ProjectId,
  state: ProjectState,
  { limit = 20, query }: { readonly query: string; readonly limit?: number },
  sources: ReadonlyArray<SearchSource>
) {
  const found = yield* Effect.forEach(sources, (source) => entriesOf(source, project, state))
  const entries = found.flatMap(({ entries }) => entries)
  const ranked = KeywordRanking.rank(entries, query)
  const answer: SearchAnswer = {
    hits: ranked.slice(0, limit).map(({ entry: { id, path, source, title }, excerpt, line, score }) => ({
      source,
      id,
      title,
      path,
      line,
      excerpt,
      score: Math.round(score * 1000) / 1000
    })),
    found: ranked.length,
    searched: entries.length,
    complete: found.every(({ complete }) => complete)
  }
  return answer
})

const entriesOf = Effect.fnUntraced(function* (
  source: SearchSource,
  project: ProjectId,
  state: ProjectState
) {
  switch (source) {
    case "file":
      return yield* fileEntries(source, rowsOf(state, "file"), (path) => path)
    case "document":
      return yield* fileEntries(
        source,
        rowsOf(state, "document").flatMap(({ path }) => rowOf(state, "file", path) ?? []),
        (path) => `${rowOf(state, "document", path)?.kind ?? ""} ${path}`
      )
    case "requirement":
      return { entries: requirementEntries(state), complete: true }
    case "memory":
      return yield* memoryEntries(state)
    case "event":
      return yield* eventEntries(project)
  }
})

const fileEntries = Effect.fnUntraced(function* (
  source: SearchSource,
  files: ReadonlyArray<TreeFile>,
  titleOf: (path: FilePath) => string
) {
  const entries: Array<SearchEntry> = []
  let bytes = 0
  for (const file of files) {
    if (file.bytes > maxFileBytes || bytes > maxBytes) continue
    bytes += file.bytes
    const text = FileReading.plainText(yield* FileReading.bytesOfFile(file))
    yield* Effect.yieldNow
    const { path } = file
    entries.push({ source, id: path, title: titleOf(path), path, text: text ?? "" })
  }
  const found: Found = { entries, complete: entries.length === files.length }
  return found
})

const requirementEntries = (state: ProjectState): ReadonlyArray<SearchEntry> =>
  rowsOf(state, "requirement").map(({ criteria, document, id, text }) => ({
    source: "requirement",
    id,
    title: `${id} ${text}`,
    path: document.path,
    text: criteria.map((criterion) => `${criterion.id} ${criterion.text}`).join("\n")
  }))

/** What people typed is looked through as they typed it. */
const memoryEntries = Effect.fnUntraced(function* (state: ProjectState) {
  const { open } = yield* PersonalTexts
  const entry = (id: string, title: string, ...texts: ReadonlyArray<string | null>): SearchEntry => ({
    source: "memory",
    id,
    title,
    path: null,
    text: texts.filter((text) => text !== null && text !== "").join("\n")
  })
  const entries = [
    ...rowsOf(state, "record")
      .filter(({ removed }) => removed !== true)
      .map(({ id, text, title }) => entry(id, title, text)),
    ...rowsOf(state, "risk").map(({ id, mitigation, title }) => entry(id, title, mitigation)),
    ...rowsOf(state, "hold").map(({ detail, id, resolution, title }) => entry(id, title, detail, resolution))
  ]
  const found: Found = { entries: yield* open(entries), complete: true }
  return found
})

const eventEntries = Effect.fnUntraced(function* (project: ProjectId) {
  const views = yield* ReadModelStore
  const { open } = yield* PersonalTexts
  const rows = yield* views.list("timeline", project)
  // Rows are plain JSON, and these were made by the board.
  const lines = yield* open(rows.slice(-maxEvents).map(({ row }) => row as unknown as TimelineRow))
  const entries = lines.map(({ text, type, version }): SearchEntry => ({
    source: "event",
    id: String(version),
    title: type,
    path: null,
    text
  }))
  const found: Found = { entries, complete: rows.length <= maxEvents }
  return found
})
