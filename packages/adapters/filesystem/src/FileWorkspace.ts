/**
 * A `Workspace` on disk: one folder per project, and beside them a folder of its own for what LayerCake must remember.
 * Does not decide which files there are.
 *
 * Every step below the project's folder goes through an opened folder (`OpenFolder`), so that a symbolic link, also one
 * put there between two steps, is refused and never followed. What remains: hard links made by whoever may write the
 * folder are plain files, and where the system has no `/proc` a swap within microseconds could be followed. One process
 * works on one directory.
 */
import { mkdir, realpath, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { isSafePath } from "@layercake/core/tree/Tree"
import { Effect, Layer, Option, Semaphore } from "effect"
import * as FolderRemoval from "./FolderRemoval.ts"
import { descend, descendMaking, entry, openRoot, split } from "./OpenFolder.ts"
import { attempt, PathFailure, toWorkspaceError } from "./PathFailure.ts"
import { look, read } from "./PlainFile.ts"
import * as SyncPlan from "./SyncPlan.ts"
import * as SyncRun from "./SyncRun.ts"
import * as WorkspaceManifest from "./WorkspaceManifest.ts"
import * as WorkspaceTree from "./WorkspaceTree.ts"

export interface FileWorkspaceOptions {
  /** Holds the folders of all projects; made when it is not there. */
  readonly directory: string
}

/** Name no project can have. */
const stateFolder = ".workspace-state"
const defaultLimit = 10_000_000

const make = (options: FileWorkspaceOptions): Workspace["Service"] => {
  const directory = resolve(options.directory)
  const stateOf = (project: ProjectId) => join(directory, stateFolder, project)
  const locks = new Map<ProjectId, Semaphore.Semaphore>()

  /** One change at a time per project, with its failures in the words of the port. */
  const changing = <A, R>(project: ProjectId, change: Effect.Effect<A, PathFailure, R>) => {
    const lock = locks.get(project) ?? Semaphore.makeUnsafe(1)
    locks.set(project, lock)
    return Effect.mapError(lock.withPermit(change), toWorkspaceError(project))
  }

  const openDirectory = attempt(".", () => mkdir(directory, { recursive: true })).pipe(
    Effect.andThen(attempt(".", () => realpath(directory))),
    Effect.flatMap(openRoot)
  )
  /** Failures of the project's folder itself are told as `.`. */
  const asProject = Effect.mapError(
    ({ reason, detail }: PathFailure) => new PathFailure({ path: ".", reason, detail })
  )
  const openProject = (project: ProjectId) =>
    asProject(Effect.flatMap(openDirectory, (folder) => descend(folder, [project])))
  const makeProject = (project: ProjectId) =>
    asProject(Effect.flatMap(openDirectory, (folder) => descendMaking(folder, [project], undefined)))

  return Workspace.of({
    root: Effect.fn("FileWorkspace.root")(function* (project) {
      yield* changing(project, Effect.scoped(makeProject(project)))
      return join(directory, project)
    }),

    sync: Effect.fn("FileWorkspace.sync")((project, files) =>
      changing(
        project,
        Effect.scoped(
          Effect.gen(function* () {
            const wanted = yield* Effect.fromResult(WorkspaceTree.check(files))
            const root = yield* makeProject(project)
            const state = stateOf(project)
            yield* WorkspaceManifest.prepare(state)
            const manifest = yield* WorkspaceManifest.load(state)
            const plan = yield* SyncPlan.make(root, manifest, wanted)
            const stats = yield* attempt(".", () => root.handle.stat())
            const owner = process.getuid?.() === 0 ? { uid: stats.uid, gid: stats.gid } : undefined
            return yield* SyncRun.run({ root, state, owner }, plan, manifest)
          })
        )
      )
    ),

    read: Effect.fn("FileWorkspace.read")((project, path, readOptions) =>
      Effect.scoped(
        Effect.gen(function* () {
          if (!isSafePath(path)) {
            return yield* new PathFailure({
              path,
              reason: "outside",
              detail: "this is no path inside the workspace"
            })
          }
          const { names, name } = split(path)
          const folder = yield* descend(yield* openProject(project), names)
          return yield* read(entry(folder, name), path, readOptions?.limit ?? defaultLimit)
        })
      ).pipe(Effect.mapError(toWorkspaceError(project)))
    ),

    remove: Effect.fn("FileWorkspace.remove")((project) =>
      changing(
        project,
        Effect.gen(function* () {
          const location = join(directory, project)
          const found = yield* look(location, ".")
          if (Option.isSome(found) && !found.value.isDirectory()) {
            const reason = found.value.isSymbolicLink() ? "symlink" : "not-a-file"
            return yield* new PathFailure({
              path: ".",
              reason,
              detail: "the project's folder is no folder; remove it by hand"
            })
          }
          yield* FolderRemoval.discard(location, join(stateOf(project), "removed"))
          // Last, so that after a removal that was cut short it is still known who wrote the files.
          yield* attempt(".", () => rm(stateOf(project), { recursive: true, force: true }))
        })
      )
    )
  })
}

export const layer = (options: FileWorkspaceOptions): Layer.Layer<Workspace> =>
  Layer.sync(Workspace, () => make(options))

export const layerAt = (directory: string): Layer.Layer<Workspace> => layer({ directory })
