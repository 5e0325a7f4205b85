/**
 * Compares the files a workspace is to hold with what is really on disk. Only looks, changes nothing: whatever makes a
 * sync impossible is found here, before the first file is touched.
 */
import { readdir } from "node:fs/promises"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Option, type Scope } from "effect"
import { descend, entry, type OpenFolder, split } from "./OpenFolder.ts"
import { attempt, PathFailure } from "./PathFailure.ts"
import { digestOf, look, modeOf, read, stampOf } from "./PlainFile.ts"
import type { SavedManifest, WrittenFile } from "./WorkspaceManifest.ts"
import { byFolder, foldersOf } from "./WorkspaceTree.ts"

export interface SyncPlan {
  /** Already right, with the stamps they have now. */
  readonly kept: ReadonlyArray<WrittenFile>
  readonly writes: ReadonlyArray<TreeFile>
  /** Written by an earlier sync and no longer named. */
  readonly removals: ReadonlyArray<WrittenFile>
  /** Folders that are not there and are needed. */
  readonly missingFolders: ReadonlyArray<FilePath>
  /** Folders that an earlier sync made and no file needs any more. */
  readonly idleFolders: ReadonlyArray<FilePath>
}

/** How many folders and files are looked at together. */
const concurrency = 4

export const make = Effect.fnUntraced(function* (
  root: OpenFolder,
  manifest: SavedManifest,
  wanted: ReadonlyArray<TreeFile>
): Effect.fn.Return<SyncPlan, PathFailure> {
  const wantedPaths = new Set<string>(wanted.map((file) => file.path))
  const wantedFolders = new Set<string>(wanted.flatMap((file) => foldersOf(file.path)))
  const removals = manifest.files.filter((file) => !wantedPaths.has(file.path))
  const before: Before = {
    root,
    savedNanos: manifest.savedNanos,
    written: new Map(manifest.files.map((file) => [file.path, file])),
    going: new Set(removals.map((file) => file.path)),
    made: new Set(manifest.folders)
  }

  const looks = yield* Effect.forEach(
    byFolder(wanted),
    (folder) => lookInFolder(before, folder.names, folder.files),
    {
      concurrency
    }
  )

  return {
    kept: looks.flatMap((found) => found.kept),
    writes: looks.flatMap((found) => found.writes),
    removals,
    missingFolders: [...new Set(looks.flatMap((found) => found.missingFolders))],
    idleFolders: manifest.folders.filter((folder) => !wantedFolders.has(folder))
  }
})

/** What earlier syncs did. */
interface Before {
  readonly root: OpenFolder
  readonly savedNanos: bigint
  readonly written: ReadonlyMap<string, WrittenFile>
  readonly going: ReadonlySet<string>
  readonly made: ReadonlySet<string>
}

type Found = Pick<SyncPlan, "kept" | "writes" | "missingFolders">

const lookInFolder = (before: Before, names: ReadonlyArray<string>, files: ReadonlyArray<TreeFile>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* descend(before.root, names)
      const states = yield* Effect.forEach(
        files,
        (file) => Effect.map(compare(before, folder, file), (kept) => ({ file, kept })),
        { concurrency }
      )
      return {
        kept: states.flatMap(({ kept }) => Option.toArray(kept)),
        writes: states.flatMap(({ file, kept }) => (Option.isNone(kept) ? [file] : [])),
        missingFolders: []
      } satisfies Found
    })
  ).pipe(
    Effect.catchIf(
      (failure) => isFolderToMake(before, names, failure),
      (failure) =>
        Effect.succeed<Found>({
          kept: [],
          writes: files,
          missingFolders: foldersOf([...names, ""].join("/")).filter(
            (folder) => folder.length >= failure.path.length
          )
        })
    )
  )

/** The folder is not there, or a file that goes with this sync stands in its place. */
const isFolderToMake = (before: Before, names: ReadonlyArray<string>, failure: PathFailure) =>
  names.join("/").startsWith(failure.path) &&
  (failure.reason === "missing" || (failure.reason === "not-a-file" && before.going.has(failure.path)))

/** The file as it is when it is right already; none when it has to be written. */
const compare = Effect.fnUntraced(function* (before: Before, folder: OpenFolder, file: TreeFile) {
  const location = entry(folder, split(file.path).name)
  const found = yield* look(location, file.path)
  if (Option.isNone(found)) return Option.none<WrittenFile>()

  const stats = found.value
  if (stats.isSymbolicLink()) {
    return yield* new PathFailure({
      path: file.path,
      reason: "symlink",
      detail: "a symbolic link stands where the file must be"
    })
  }
  if (stats.isDirectory()) {
    yield* Effect.scoped(requireVanishing(before, folder, split(file.path).name, file.path))
    return Option.none<WrittenFile>()
  }
  if (!stats.isFile()) {
    return yield* new PathFailure({
      path: file.path,
      reason: "not-a-file",
      detail: "a pipe, socket or device stands where the file must be"
    })
  }

  const stamp = stampOf(stats)
  const written = before.written.get(file.path)
  if (written?.digest === file.digest && written.stamp === stamp && stats.ctimeNs < before.savedNanos) {
    return Option.some(written)
  }
  if (stats.size !== BigInt(file.bytes)) return Option.none<WrittenFile>()
  const bytes = yield* read(location, file.path, file.bytes)
  const right = digestOf(bytes) === file.digest && Number(stats.mode & 0o7777n) === modeOf(bytes)
  return right
    ? Option.some<WrittenFile>({ path: file.path, digest: file.digest, stamp })
    : Option.none<WrittenFile>()
})

/** A folder may stand where a file must be when everything in it, and the folder itself, goes with this sync. */
const requireVanishing = (
  before: Before,
  parent: OpenFolder,
  name: string,
  path: string
): Effect.Effect<void, PathFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const inTheWay = (path: string) =>
      new PathFailure({
        path,
        reason: "not-a-file",
        detail: "this was not written by a sync and stands where a file must be"
      })
    if (!before.made.has(path)) return yield* inTheWay(path)
    const folder = yield* descend(parent, [name])
    for (const item of yield* attempt(path, () => readdir(folder.location, { withFileTypes: true }))) {
      const itemPath = `${path}/${item.name}`
      if (item.isDirectory()) yield* requireVanishing(before, folder, item.name, itemPath)
      else if (!item.isFile() || !before.going.has(itemPath)) return yield* inTheWay(itemPath)
    }
  })
