/**
 * Carries out a sync plan. New contents are written beside the workspace first and then moved into place one by one, so
 * that a full disk or missing content stops the sync before the workspace has changed, and no moment shows half a file.
 */
import { mkdir, rm, rmdir, unlink } from "node:fs/promises"
import { join } from "node:path"
import { BlobStore } from "@layercake/core/store/BlobStore"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Option } from "effect"
import { descend, descendMaking, entry, type OpenFolder, type Owner, split } from "./OpenFolder.ts"
import { attempt, PathFailure } from "./PathFailure.ts"
import { create, digestOf, look, modeOf, moveInto, stampOf } from "./PlainFile.ts"
import type { SyncPlan } from "./SyncPlan.ts"
import * as WorkspaceManifest from "./WorkspaceManifest.ts"
import { byFolder } from "./WorkspaceTree.ts"

export interface Target {
  readonly root: OpenFolder
  /** Folder beside the workspace, on the same file system, that no build can reach. */
  readonly state: string
  /** Who is to own what is made; the user who runs this process when undefined. */
  readonly owner: Owner | undefined
}

/** How many files are on their way together. */
const concurrency = 8

export const run = Effect.fnUntraced(function* (
  target: Target,
  plan: SyncPlan,
  manifest: WorkspaceManifest.SavedManifest
) {
  const staged = yield* stage(target, plan.writes)

  const intent = {
    version: 1 as const,
    files: [...plan.kept, ...plan.removals, ...plan.writes.map((file) => ({ ...file, stamp: null }))],
    folders: [...new Set([...manifest.folders, ...plan.missingFolders])]
  }
  const changes = plan.writes.length > 0 || plan.removals.length > 0
  if (changes) yield* WorkspaceManifest.save(target.state, intent)

  const removed = yield* Effect.forEach(byFolder(plan.removals), (folder) =>
    remove(target, folder.names, folder.files)
  )
  const pruned = yield* prune(target.root, plan.idleFolders)
  const placed = yield* Effect.forEach(
    byFolder(staged),
    (folder) => place(target, folder.names, folder.files),
    {
      concurrency
    }
  )

  const files = [...plan.kept, ...placed.flat()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const folders = intent.folders.filter((folder) => !pruned.includes(folder))
  if (changes || pruned.length > 0 || !WorkspaceManifest.holds(manifest, files)) {
    yield* WorkspaceManifest.save(target.state, { version: 1, files, folders })
  }
  return { written: plan.writes.map((file) => file.path), removed: removed.flat() }
})

interface StagedFile extends TreeFile {
  readonly location: string
}

/** Writes every new content beside the workspace. What is left there goes with the scope, or with the next sync. */
const stage = Effect.fnUntraced(function* (target: Target, files: ReadonlyArray<TreeFile>) {
  const folder = join(target.state, "staged")
  const clear = attempt(".", () => rm(folder, { recursive: true, force: true }))
  yield* clear
  if (files.length === 0) return []
  yield* Effect.acquireRelease(
    attempt(".", () => mkdir(folder, { mode: 0o700 })),
    () => Effect.ignore(clear)
  )
  return yield* Effect.forEach(
    files,
    Effect.fnUntraced(function* (file: TreeFile, index: number) {
      const bytes = yield* content(file)
      const location = join(folder, String(index))
      yield* create(location, file.path, { bytes, mode: modeOf(bytes), owner: target.owner })
      return { ...file, location } satisfies StagedFile
    }),
    { concurrency }
  )
})

const content = Effect.fnUntraced(function* (file: TreeFile) {
  const blobs = yield* BlobStore
  const refuse = (reason: PathFailure["reason"], detail: string) =>
    new PathFailure({ path: file.path, reason, detail })
  const bytes = yield* Effect.mapError(blobs.get(file.digest), (error) => refuse("io", error.message))
  if (Option.isNone(bytes)) return yield* refuse("missing-content", `nothing is kept under ${file.digest}`)
  if (digestOf(bytes.value) !== file.digest) {
    return yield* refuse("missing-content", `what is kept under ${file.digest} has another digest`)
  }
  return bytes.value
})

/** Moves staged files into their folder, which is made when it is missing. */
const place = (target: Target, names: ReadonlyArray<string>, files: ReadonlyArray<StagedFile>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* descendMaking(target.root, names, target.owner)
      return yield* Effect.forEach(files, ({ path, digest, location }) =>
        Effect.gen(function* () {
          const goal = entry(folder, split(path).name)
          yield* moveInto(location, goal, path)
          const stats = yield* look(goal, path)
          return { path, digest, stamp: Option.match(stats, { onNone: () => null, onSome: stampOf }) }
        })
      )
    })
  )

/** Removes what is still a plain file. What a build put in its place, or in its folder's place, is not LayerCake's. */
const remove = (
  target: Target,
  names: ReadonlyArray<string>,
  files: ReadonlyArray<{ readonly path: FilePath }>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* descend(target.root, names)
      return yield* Effect.filter(files, ({ path }) =>
        Effect.gen(function* () {
          const location = entry(folder, split(path).name)
          const stats = yield* look(location, path)
          if (Option.isNone(stats) || !stats.value.isFile()) return false
          yield* attempt(path, () => unlink(location))
          return true
        })
      )
    })
  ).pipe(
    Effect.map((removed) => removed.map((file) => file.path)),
    Effect.catchIf(isNotThere, () => Effect.succeed<ReadonlyArray<FilePath>>([]))
  )

/** Removes made folders that have become empty, innermost first; returns those that are gone. */
const prune = Effect.fnUntraced(function* (root: OpenFolder, folders: ReadonlyArray<FilePath>) {
  const innermostFirst = folders.toSorted((a, b) => b.split("/").length - a.split("/").length)
  return yield* Effect.filter(innermostFirst, (path) =>
    Effect.scoped(
      Effect.gen(function* () {
        const { names, name } = split(path)
        const parent = yield* descend(root, names)
        const stats = yield* look(entry(parent, name), path)
        if (Option.isNone(stats) || !stats.value.isDirectory()) return true
        return yield* attempt(path, () => rmdir(entry(parent, name))).pipe(
          Effect.as(true),
          // Something that a build left is in it.
          Effect.catchIf(
            (failure) => failure.reason === "not-a-file",
            () => Effect.succeed(false)
          )
        )
      })
    ).pipe(Effect.catchIf(isNotThere, () => Effect.succeed(true)))
  )
})

const isNotThere = (failure: PathFailure) =>
  failure.reason === "missing" || failure.reason === "not-a-file" || failure.reason === "symlink"
