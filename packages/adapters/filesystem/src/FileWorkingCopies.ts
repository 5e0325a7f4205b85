/**
 * `WorkingCopies` on disk: each copy is a `FileWorkspace` of its own in a folder that nobody else has. Like there, every
 * step goes through an opened folder, so that a link that the agent plants is never followed.
 *
 * One process works on one directory: what an earlier one left there is removed before the first copy is made.
 */
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { AnsweredFile } from "@layercake/core/port/AgentExecutor"
import { WorkingCopies } from "@layercake/core/port/WorkingCopies"
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { isCopied } from "@layercake/core/tree/CopiedPath"
import { type FilePath, isSafePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Context, Effect, Layer } from "effect"
import { findChanges } from "./CopyChanges.ts"
import * as FileWorkspace from "./FileWorkspace.ts"
import { descend, descendMaking, entry, openRoot, split } from "./OpenFolder.ts"
import { attempt, PathFailure, toWorkspaceError } from "./PathFailure.ts"
import { create, modeOf, moveInto, read } from "./PlainFile.ts"

export interface FileWorkingCopiesOptions {
  /** Holds nothing else; made when it is not there. */
  readonly directory: string
}

export const layer = (options: FileWorkingCopiesOptions): Layer.Layer<WorkingCopies> =>
  Layer.effect(
    WorkingCopies,
    Effect.gen(function* () {
      const directory = resolve(options.directory)
      const prepared = yield* Effect.cached(prepare(directory))
      return WorkingCopies.of({
        open: Effect.fn("FileWorkingCopies.open")(function* (project, files) {
          const place = yield* Effect.acquireRelease(
            Effect.andThen(
              prepared,
              attempt(".", () => mkdtemp(join(directory, "copy-")))
            ),
            discard
          ).pipe(Effect.mapError(toWorkspaceError(project)))
          return yield* copyIn(place, project, files)
        })
      })
    })
  )

export const layerAt = (directory: string): Layer.Layer<WorkingCopies> => layer({ directory })

/** Text that an agent asks for at one time. */
const readLimit = 10_000_000

const prepare = Effect.fnUntraced(function* (directory: string) {
  yield* attempt(".", () => mkdir(directory, { recursive: true }))
  for (const name of yield* attempt(".", () => readdir(directory))) yield* discard(join(directory, name))
})

/** What cannot be removed now is removed before the next first copy. */
const discard = (place: string) =>
  Effect.ignore(attempt(".", () => rm(place, { recursive: true, force: true })))

const copyIn = Effect.fnUntraced(function* (
  place: string,
  project: ProjectId,
  files: ReadonlyArray<TreeFile>
) {
  const workspace = Context.get(yield* Layer.build(FileWorkspace.layerAt(place)), Workspace)
  yield* workspace.sync(project, files)
  const directory = yield* workspace.root(project)
  const named = <A>(work: Effect.Effect<A, PathFailure>) => Effect.mapError(work, toWorkspaceError(project))
  return {
    directory,
    changes: named(findChanges(directory, files)).pipe(
      Effect.withSpan("FileWorkingCopies.changes")
    ) satisfies Effect.Effect<ReadonlyArray<AnsweredFile>, unknown>,
    read: Effect.fn("FileWorkingCopies.read")((path: FilePath) => named(readText(directory, path))),
    write: Effect.fn("FileWorkingCopies.write")((path: FilePath, content: string) =>
      named(writeText(place, directory, path, content))
    )
  }
})

const readText = Effect.fnUntraced(function* (directory: string, path: string) {
  yield* admit(path)
  const { name, names } = split(path)
  const folder = yield* descend(yield* openRoot(directory), names)
  const bytes = yield* read(entry(folder, name), path, readLimit + 1)
  if (bytes.length > readLimit)
    return yield* new PathFailure({ path, reason: "io", detail: `it has more than ${readLimit} bytes` })
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
}, Effect.scoped)

/** In one step, so that whoever reads meanwhile sees the old file or the new one. */
const writeText = Effect.fnUntraced(function* (
  place: string,
  directory: string,
  path: string,
  content: string
) {
  yield* admit(path)
  const { name, names } = split(path)
  const root = yield* openRoot(directory)
  const stats = yield* attempt(".", () => root.handle.stat())
  const owner = process.getuid?.() === 0 ? { uid: stats.uid, gid: stats.gid } : undefined
  const folder = yield* descendMaking(root, names, owner)
  const drafts = yield* attempt(path, () => mkdtemp(join(place, "draft-")))
  const bytes = new TextEncoder().encode(content)
  yield* create(join(drafts, "file"), path, { bytes, mode: modeOf(bytes), owner })
  yield* moveInto(join(drafts, "file"), entry(folder, name), path)
}, Effect.scoped)

const admit = (path: string): Effect.Effect<void, PathFailure> =>
  isSafePath(path) && isCopied(path)
    ? Effect.void
    : new PathFailure({ path, reason: "outside", detail: "this is no path that an agent may use" })
