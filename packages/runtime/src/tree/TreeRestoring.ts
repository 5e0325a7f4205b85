/**
 * Brings files back to what they were at a snapshot or a moment: reads that version of the log and says what has to change.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { type Moment, StreamVersion } from "@layercake/core/store/EventStore"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { ContentsGone, RestoreUnclear } from "@layercake/core/tree/TreeError"
import { Effect } from "effect"
import * as Moments from "../history/Moments.ts"
import type { FileChange } from "./FileChanges.ts"

export interface RestoreWish {
  readonly snapshot?: string
  readonly at?: Moment
  readonly paths?: ReadonlyArray<FilePath>
}

export interface EarlierFiles {
  readonly name: string
  readonly files: ReadonlyMap<string, TreeFile>
  /** Whether a path is to be brought back. */
  readonly isWanted: (path: string) => boolean
}

export const filesOf = Effect.fnUntraced(function* (
  project: ProjectId,
  { at, paths, snapshot }: RestoreWish
) {
  const { state } = yield* Moments.now(project)
  const unclear = (problem: RestoreUnclear["problem"]) =>
    new RestoreUnclear({
      problem,
      name: snapshot ?? "",
      known: rowsOf(state, "snapshot").map(({ name }) => name)
    })
  if (snapshot !== undefined && at !== undefined) return yield* unclear("both")
  const known = snapshot === undefined ? undefined : rowOf(state, "snapshot", snapshot)
  if (snapshot !== undefined && known === undefined) return yield* unclear("unknown")
  const moment = known === undefined ? at : { version: StreamVersion.make(known.version) }
  if (moment === undefined) return yield* unclear("neither")
  const then = yield* Moments.stateAt(project, moment)
  const earlier: EarlierFiles = {
    name: snapshot === undefined ? `version ${then.version}` : `snapshot ${snapshot}`,
    files: new Map(rowsOf(then.state, "file").map((file) => [file.path, file])),
    isWanted: (path) =>
      paths === undefined || paths.some((wanted) => path === wanted || path.startsWith(`${wanted}/`))
  }
  return earlier
})

/** Fails where a content is not there any more; then nothing is changed. */
export const change = Effect.fnUntraced(function* (
  state: ProjectState,
  { files, isWanted, name }: EarlierFiles
) {
  const blobs = yield* BlobStore
  const written = Array.from(files.values()).filter(
    (file) => isWanted(file.path) && rowOf(state, "file", file.path)?.digest !== file.digest
  )
  const gone = yield* Effect.filter(written, ({ digest }) =>
    Effect.map(blobs.has(digest), (isThere) => !isThere)
  )
  if (gone.length > 0) return yield* new ContentsGone({ paths: gone.map(({ path }) => path) })
  const removed = rowsOf(state, "file")
    .map(({ path }) => path)
    .filter((path) => isWanted(path) && !files.has(path))
  const wish: FileChange = { subject: `Back to the files of ${name}`, written, removed }
  return wish
})
