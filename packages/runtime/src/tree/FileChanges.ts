/**
 * Changes files on behalf of people and scripts: keeps the contents, says what the tree is afterwards, and tells the log in
 * one command. Where somebody else was first, the change is made again from the tree as it is then.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { ChangeFiles, type ExpectedFile } from "@layercake/core/tree/TreeCommand"
import type { FilePath, TreeDigest, TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import * as ContentDigest from "./ContentDigest.ts"

/** A file whose content is not kept yet. */
export interface NewFile {
  readonly path: FilePath
  readonly content: Uint8Array
}

export interface FileChange {
  /** LayerCake's words for it; the subject of the commit. */
  readonly subject: string
  readonly written?: ReadonlyArray<NewFile | TreeFile>
  readonly removed?: ReadonlyArray<FilePath>
  /** What whoever asks has read of these files. */
  readonly expected?: ReadonlyArray<ExpectedFile>
  /** What whoever asks has read of the whole tree. */
  readonly tree?: TreeDigest | null
}

export interface ChangedFiles {
  readonly before: ProjectState
  readonly after: ProjectState
  readonly tree: TreeDigest | null
  /** Files that are other than before. */
  readonly written: ReadonlyArray<TreeFile>
  readonly removed: ReadonlyArray<FilePath>
}

/** Changes nothing where it is refused, or where every file is as it is to be already. */
export const apply = Effect.fn("FileChanges.apply")(function* <E, R>(
  project: ProjectId,
  actor: Actor,
  /** Made again when somebody else was first. */
  make: (state: ProjectState) => Effect.Effect<FileChange, E, R>
) {
  return yield* attempt(project, actor, make).pipe(Effect.retry({ times: 5, while: isOvertaken }))
})

const isRefused = Schema.is(CommandRefused)

const isOvertaken = (error: unknown): boolean => isRefused(error) && error.reason._tag === "TreeOvertaken"

const attempt = Effect.fnUntraced(function* <E, R>(
  project: ProjectId,
  actor: Actor,
  make: (state: ProjectState) => Effect.Effect<FileChange, E, R>
) {
  const commands = yield* Commands
  const { row, state: before } = yield* Moments.now(project)
  const { expected = [], removed = [], subject, tree: read, written: wanted = [] } = yield* make(before)
  const written = yield* Effect.forEach(wanted, keep)
  const leaving = new Set<string>([...removed, ...written.map(({ path }) => path)])
  const files = [...rowsOf(before, "file").filter(({ path }) => !leaving.has(path)), ...written]
  const tree = yield* ContentDigest.ofTree(files)
  const { state: after } = yield* commands.execute(
    project,
    new ChangeFiles({
      subject,
      written,
      removed,
      expected,
      before: read === undefined ? row.tree : read,
      tree
    }),
    { actor }
  )
  const changed: ChangedFiles = {
    before,
    after,
    tree: projectOf(after)?.tree ?? null,
    written: written.filter(({ digest, path }) => rowOf(before, "file", path)?.digest !== digest),
    removed
  }
  return changed
})

const keep = Effect.fnUntraced(function* (file: NewFile | TreeFile) {
  if (!("content" in file)) return file
  const blobs = yield* BlobStore
  const digest = yield* blobs.put(file.content)
  return { path: file.path, digest, bytes: file.content.length }
})
