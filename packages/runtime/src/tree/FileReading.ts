/**
 * Reads files of a project as they are or were, from the blobs that the log names. Nothing on disk is looked at, so what
 * builds left in a workspace is not seen.
 */
import type { FileContent, PathStat, TreePage } from "@layercake/core/operation/WorkspaceOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import type { Moment } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { FileUnknown } from "@layercake/core/tree/TreeError"
import { Effect, Option } from "effect"
import * as Base64 from "effect/encoding/Base64"
import * as Moments from "../history/Moments.ts"
import { ContentMissing } from "./TreeContent.ts"

/** The state as it is, or as it was. */
export const stateAt = (project: ProjectId, at: Moment | undefined) =>
  at === undefined ? Moments.now(project) : Moments.stateAt(project, at)

/** The files of the tree in a folder; the file itself where it is one; every file when nothing is named. */
export const filesUnder = (state: ProjectState, under: string | undefined): ReadonlyArray<TreeFile> =>
  rowsOf(state, "file").filter(
    ({ path }) => under === undefined || path === under || path.startsWith(`${under}/`)
  )

export const page = (
  state: ProjectState,
  { after, limit = 200, under }: { readonly under?: string; readonly after?: string; readonly limit?: number }
): TreePage => {
  const all = filesUnder(state, under)
  const rest = after === undefined ? all : all.filter(({ path }) => path > after)
  const files = rest.slice(0, limit)
  return {
    tree: projectOf(state)?.tree ?? null,
    version: state.version,
    files,
    count: all.length,
    bytes: bytesIn(all),
    next: rest.length > limit ? (files.at(-1)?.path ?? null) : null
  }
}

export const bytesOfFile = Effect.fnUntraced(function* ({ digest, path }: TreeFile) {
  const blobs = yield* BlobStore
  const bytes = yield* blobs.get(digest)
  return yield* Option.match(bytes, {
    onSome: Effect.succeed,
    onNone: () =>
      Effect.fail(
        new StoreUnavailable({ operation: "read", cause: new ContentMissing({ digest, what: path }) })
      )
  })
})

export const content = Effect.fnUntraced(function* (state: ProjectState, path: FilePath) {
  const file = rowOf(state, "file", path)
  if (file === undefined) return yield* new FileUnknown({ path })
  return contentOf(file, yield* bytesOfFile(file))
})

export const contentOf = ({ bytes, digest, path }: TreeFile, read: Uint8Array): FileContent => {
  const text = plainText(read)
  return text === undefined
    ? { path, digest, bytes, encoding: "base64", content: Base64.encode(read) }
    : { path, digest, bytes, encoding: "utf8", content: text }
}

/** Undefined when the bytes are no text in UTF-8. */
export const plainText = (bytes: Uint8Array): string | undefined => {
  if (bytes.subarray(0, 8000).includes(0)) return undefined
  const text = textOf(bytes)
  const again = bytesOf(text)
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index])
    ? text
    : undefined
}

/** Undefined when there is neither file nor folder. */
export const stat = (state: ProjectState, path: FilePath): PathStat | undefined => {
  const file = rowOf(state, "file", path)
  const files = filesUnder(state, path)
  if (files.length === 0) return undefined
  const paths = new Set<string>(files.map(({ path }) => path))
  const change = rowsOf(state, "commit")
    .filter((row) => row.paths.some((changed) => paths.has(changed)))
    .toSorted((a, b) => b.version - a.version)[0]
  return {
    path,
    kind: file === undefined ? "folder" : "file",
    files: files.length,
    bytes: bytesIn(files),
    digest: file?.digest ?? null,
    document: rowOf(state, "document", path)?.kind ?? null,
    lastChange:
      change === undefined
        ? null
        : {
            key: change.key,
            author: change.author,
            subject: change.subject,
            version: change.version,
            sha: change.sha
          }
  }
}

const bytesIn = (files: ReadonlyArray<TreeFile>): number => files.reduce((sum, { bytes }) => sum + bytes, 0)
