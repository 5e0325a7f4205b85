/**
 * A `Repository` held in one process. A directory is only a name here; what its files hold is asked of whoever has them.
 * The state can be kept while the layer is built again.
 */
import { hash } from "node:crypto"
import {
  type Commit,
  type CommitMark,
  type CommitRequest,
  CommitSha,
  Repository,
  RepositoryError
} from "@layercake/core/port/Repository"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import type { Timestamp } from "@layercake/core/event/Timestamp"
import { mainBranch } from "@layercake/core/tree/RefName"
import { isSafePath } from "@layercake/core/tree/Tree"
import { Effect, Layer, Option, type Schema } from "effect"
import * as MemoryCommits from "./MemoryCommits.ts"

export interface MemoryCommit extends Commit {
  readonly body: string
  readonly author: CommitRequest["author"]
  readonly paths: ReadonlyArray<string>
  readonly at: Timestamp
  /** Every file of the commit. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Commits by directory, oldest first; what a disk is to the real adapter. */
export class MemoryRepositoryState extends Map<string, Array<MemoryCommit>> {
  /** Branches and tags by directory, then by kind and name. */
  readonly marks = new Map<string, Map<string, CommitMark>>()
}

export const makeState = (): MemoryRepositoryState => new MemoryRepositoryState()

/** What a file of a workspace holds; undefined when there is none. */
export type MemoryContents = (directory: string, path: string) => Uint8Array | undefined

const keyTrailer = "LayerCake-Key"

export const layerWith = (
  state: MemoryRepositoryState,
  contentOf: MemoryContents = () => new Uint8Array()
): Layer.Layer<Repository> =>
  Layer.succeed(Repository)({
    commit: Effect.fn("MemoryRepository.commit")(function* (request) {
      const { author, directory, key, paths } = request
      const detail = refuse(request)
      if (detail !== undefined) return yield* new RepositoryError({ directory, operation: "commit", detail })
      const first = findIn(state, directory, key)
      if (first !== undefined) return first.sha

      const trailers = Object.entries(request.trailers).map(
        ([name, value]) => [name, oneLine(value)] as const
      )
      const { directory: _, ...content } = request
      const parent = state.get(directory)?.at(-1)?.sha ?? ""
      const commit: MemoryCommit = {
        sha: CommitSha.make(hash("sha1", canonicalJson([parent, content as unknown as Schema.Json]))),
        subject: oneLine(request.subject),
        body: request.body,
        trailers: { ...Object.fromEntries(trailers), [keyTrailer]: key },
        author,
        paths,
        at: request.at,
        files: staged(state.get(directory)?.at(-1)?.files, paths, (path) => contentOf(directory, path))
      }
      state.set(directory, [...(state.get(directory) ?? []), commit])
      return commit.sha
    }),

    find: (directory, key) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(findIn(state, directory, key)), asCommit)),

    log: (directory, options) =>
      Effect.sync(() => (state.get(directory) ?? []).toReversed().slice(0, options?.limit).map(asCommit)),

    history: (directory, options) =>
      Effect.sync(() => MemoryCommits.history(state.get(directory) ?? [], options ?? {})),
    changes: (directory, from, to) =>
      Effect.sync(() => MemoryCommits.changes(state.get(directory) ?? [], from, to)),
    blame: (directory, at, path) =>
      Effect.sync(() => MemoryCommits.blame(state.get(directory) ?? [], at, path)),
    marks: (directory) =>
      Effect.sync(() => {
        const tip = state.get(directory)?.at(-1)?.sha
        const main: ReadonlyArray<CommitMark> =
          tip === undefined ? [] : [{ kind: "branch", name: mainBranch, sha: tip }]
        return [...main, ...(state.marks.get(directory)?.values() ?? [])].toSorted((a, b) =>
          keyOf(a) < keyOf(b) ? -1 : 1
        )
      }),
    mark: Effect.fn("MemoryRepository.mark")(function* (directory, mark) {
      if (state.get(directory)?.some(({ sha }) => sha === mark.sha) !== true)
        return yield* new RepositoryError({
          directory,
          operation: "update-ref",
          detail: `${mark.sha} is no commit of the repository`
        })
      const marks = state.marks.get(directory) ?? new Map<string, CommitMark>()
      state.marks.set(directory, marks.set(keyOf(mark), mark))
    })
  })

const keyOf = ({ kind, name }: CommitMark) => `${kind} ${name}`

/** The files of a commit: those before, with these as they are now. */
const staged = (
  before: ReadonlyMap<string, Uint8Array> | undefined,
  paths: ReadonlyArray<string>,
  read: (path: string) => Uint8Array | undefined
): ReadonlyMap<string, Uint8Array> => {
  const files = new Map(before)
  for (const path of paths) {
    const content = read(path)
    if (content === undefined) files.delete(path)
    else files.set(path, content)
  }
  return files
}

/** A fresh, empty state each time the layer is built. */
export const layer: Layer.Layer<Repository> = Layer.suspend(() => layerWith(makeState()))

const findIn = (state: MemoryRepositoryState, directory: string, key: string) =>
  state.get(directory)?.find((commit) => commit.trailers[keyTrailer] === key)

const asCommit = ({ sha, subject, trailers }: MemoryCommit): Commit => ({ sha, subject, trailers })

/** The same requests that git cannot keep exactly are refused here. */
const refuse = (request: CommitRequest): string | undefined => {
  if (!request.directory.startsWith("/")) return "the workspace must be given by its absolute path"
  if (request.key === "" || request.key !== oneLine(request.key)) {
    return "the key must be one line of text, without spaces around it or two in a row"
  }
  if (oneLine(request.subject) === "") return "the subject is empty"
  if (oneLine(request.author.name) === "") return "the author has no name"
  const trailer = Object.keys(request.trailers).find(
    (name) => !/^[A-Za-z][A-Za-z0-9-]*$/.test(name) || name.toLowerCase() === keyTrailer.toLowerCase()
  )
  if (trailer !== undefined) return `"${oneLine(trailer)}" is no name for a trailer`
  const path = request.paths.find(
    (path) => !isSafePath(path) || path.split("/").some((name) => name.toLowerCase() === ".git")
  )
  return path === undefined ? undefined : `"${oneLine(path)}" is no path of a file in the workspace`
}

const oneLine = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    .replaceAll(/[\u0000-\u001f\u007f]/g, "")
    .trim()
