/**
 * Folders held open while work is done in them, reached without following a symbolic link. Knows nothing of projects.
 *
 * Node has no `openat`. On Linux a path through `/proc/self/fd/<n>` is the same thing: it names the opened folder
 * itself, so that a parent swapped for a link between check and use changes nothing. Where there is no `/proc` each
 * folder is opened by its own path and compared with its real path; there a swap inside the few microseconds between
 * that comparison and the next call would be followed.
 */
import { constants, existsSync } from "node:fs"
import { type FileHandle, lstat, mkdir, open, realpath } from "node:fs/promises"
import { Effect, type Scope } from "effect"
import { attempt, PathFailure } from "./PathFailure.ts"

/** The user and group that own a file. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface OpenFolder {
  readonly handle: FileHandle
  /** Where the operating system finds the folder while it is open. */
  readonly location: string
}

/** Where the operating system finds an entry of the folder. */
export const entry = (folder: OpenFolder, name: string): string => `${folder.location}/${name}`

/** Opens a folder by a path that is trusted up to its last name; a link there is refused. Closed with the scope. */
export const openRoot = (location: string | Buffer): Effect.Effect<OpenFolder, PathFailure, Scope.Scope> =>
  hold(location, ".")

/**
 * Walks down from an open folder, one name at a time. Fails with the path of the name that is missing, is a link or is
 * no folder.
 */
export const descend = Effect.fnUntraced(function* (root: OpenFolder, names: ReadonlyArray<string>) {
  let folder = root
  for (const [depth, name] of names.entries()) {
    folder = yield* hold(entry(folder, name), names.slice(0, depth + 1).join("/"))
  }
  return folder
})

/** Like `descend`, making what is missing. Made folders belong to `owner` when one is given. */
export const descendMaking = Effect.fnUntraced(function* (
  root: OpenFolder,
  names: ReadonlyArray<string>,
  owner: Owner | undefined
) {
  let folder = root
  for (const [depth, name] of names.entries()) {
    const path = names.slice(0, depth + 1).join("/")
    const location = entry(folder, name)
    folder = yield* hold(location, path).pipe(
      Effect.catchIf(
        (failure) => failure.reason === "missing",
        () => make(location, path, owner)
      )
    )
  }
  return folder
})

/** The names that lead to the folder of a path, and the last name. */
export const split = (path: string): { readonly names: ReadonlyArray<string>; readonly name: string } => {
  const segments = path.split("/")
  return { names: segments.slice(0, -1), name: segments.at(-1) ?? "" }
}

const make = Effect.fnUntraced(function* (location: string, path: string, owner: Owner | undefined) {
  yield* attempt(path, () => mkdir(location)).pipe(
    // Another fiber that needs the same folder was first.
    Effect.catchIf(
      (failure) => failure.reason === "not-a-file",
      () => Effect.void
    )
  )
  const folder = yield* hold(location, path)
  yield* attempt(path, () => folder.handle.chmod(0o755))
  if (owner !== undefined) yield* attempt(path, () => folder.handle.chown(owner.uid, owner.gid))
  return folder
})

const throughHandles = existsSync("/proc/self/fd")
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

const hold = Effect.fnUntraced(function* (location: string | Buffer, path: string) {
  const handle = yield* Effect.acquireRelease(
    attempt(path, () => open(location, folderFlags)).pipe(
      Effect.catchIf(
        (failure) => failure.reason === "not-a-file" || failure.reason === "symlink",
        () => Effect.flatMap(whatStands(location, path), Effect.fail)
      )
    ),
    (handle) => Effect.ignore(attempt(path, () => handle.close()))
  )
  if (throughHandles) return { handle, location: `/proc/self/fd/${handle.fd}` }
  yield* compareRealPath(String(location), path)
  return { handle, location: String(location) }
})

/** Linux says "no folder" of a link too; this tells them apart. */
const whatStands = (location: string | Buffer, path: string) =>
  Effect.map(
    attempt(path, () => lstat(location)),
    (found) =>
      found.isSymbolicLink()
        ? new PathFailure({
            path,
            reason: "symlink",
            detail: "a symbolic link stands where a folder must be"
          })
        : new PathFailure({
            path,
            reason: "not-a-file",
            detail: "this is no folder, and a folder must be here"
          })
  )

const compareRealPath = (location: string, path: string) =>
  Effect.flatMap(
    attempt(path, () => realpath(location)),
    (real) =>
      real === location
        ? Effect.void
        : Effect.fail(
            new PathFailure({ path, reason: "symlink", detail: "a symbolic link stands on the way here" })
          )
  )
