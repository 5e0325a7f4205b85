/**
 * Looks at commits that are held in memory, oldest first: their list, what is different between two of them, and which
 * of them wrote each line.
 */
import type { BlamedLine, CommitEntry, FileDelta } from "@layercake/core/port/Repository"
import { textOf } from "@layercake/core/store/BlobText"
import { type LineChanges, lineChanges } from "@layercake/core/tree/LineChanges"
import { TextDiff } from "effect"
import type { MemoryCommit } from "./MemoryRepository.ts"

type Commits = ReadonlyArray<MemoryCommit>

export interface HistoryOptions {
  readonly from?: string
  readonly path?: string
  readonly skip?: number
  readonly limit?: number
}

export const history = (
  commits: Commits,
  { from, limit, path, skip = 0 }: HistoryOptions
): ReadonlyArray<CommitEntry> => {
  const end = from === undefined ? commits.length - 1 : commits.findIndex(({ sha }) => sha === from)
  return commits
    .slice(0, end + 1)
    .map((commit, index) => ({ commit, parent: commits[index - 1] }))
    .filter(
      ({ commit, parent }) => path === undefined || !isSame(commit.files.get(path), parent?.files.get(path))
    )
    .toReversed()
    .slice(skip, limit === undefined ? undefined : skip + limit)
    .map(({ commit, parent }) => ({
      sha: commit.sha,
      parents: parent === undefined ? [] : [parent.sha],
      author: commit.author.name,
      at: commit.at,
      subject: commit.subject,
      trailers: commit.trailers
    }))
}

export const changes = (commits: Commits, from: string | null, to: string): ReadonlyArray<FileDelta> => {
  const before = commits.find(({ sha }) => sha === from)?.files ?? new Map<string, Uint8Array>()
  const after = commits.find(({ sha }) => sha === to)?.files ?? new Map<string, Uint8Array>()
  return Array.from(new Set([...before.keys(), ...after.keys()]))
    .toSorted()
    .filter((path) => !isSame(before.get(path), after.get(path)))
    .map((path) => {
      const [old, now] = [before.get(path), after.get(path)]
      const { added, patch, removed }: LineChanges =
        isBinary(old) || isBinary(now)
          ? { added: 0, removed: 0, patch: null }
          : lineChanges(textOf(old ?? none), textOf(now ?? none))
      return {
        path,
        status: old === undefined ? "added" : now === undefined ? "removed" : "changed",
        added,
        removed,
        patch
      }
    })
}

export const blame = (commits: Commits, at: string, path: string): ReadonlyArray<BlamedLine> => {
  const end = commits.findIndex(({ sha }) => sha === at)
  let lines: ReadonlyArray<{ readonly text: string; readonly commit: MemoryCommit }> = []
  for (const commit of commits.slice(0, end + 1)) {
    const content = commit.files.get(path)
    if (content === undefined || isBinary(content)) {
      lines = []
      continue
    }
    const now = textOf(content)
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ text, commit }))
    if (content.length === 0) now.length = 0
    const edits = TextDiff.diffWith<(typeof lines)[number]>((a, b) => a.text === b.text)(lines, now)
    lines = edits.flatMap((edit) => (edit._tag === "Delete" ? [] : edit.items))
  }
  return lines.map(({ commit, text }, index) => ({
    line: index + 1,
    sha: commit.sha,
    author: commit.author.name,
    at: commit.at,
    text
  }))
}

const none = new Uint8Array()

/** As git tells it. */
const isBinary = (content: Uint8Array | undefined): boolean => content?.subarray(0, 8000).includes(0) === true

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]))
