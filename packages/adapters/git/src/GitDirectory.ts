/**
 * Where the repository of a workspace lies: beside the workspace, not in it. A build may write everything in the
 * workspace; it must not be able to rewrite history, or to plant a configuration or an attribute that makes git run a
 * program of its choice. A `.git` file in the workspace leads people and their tools there.
 */
import { lstat, mkdir, rename, rmdir, writeFile } from "node:fs/promises"
import { basename, dirname, isAbsolute, join, normalize } from "node:path"
import { Effect, Predicate } from "effect"
import { waitForLocks } from "./GitLock.ts"
import { GitFailure, run } from "./GitProcess.ts"

export interface GitDirectory {
  /** Absolute path of the workspace. */
  readonly workTree: string
  /** Absolute path of its repository. */
  readonly repository: string
}

/** The branch that commits go to. */
export const branch = "main"

/** Refuses a path that is not absolute or has no folder above it. */
export const of = (directory: string): Effect.Effect<GitDirectory, GitFailure> => {
  const workTree = normalize(join(directory, "."))
  const name = basename(workTree)
  return isAbsolute(directory) && name !== ""
    ? Effect.succeed({ workTree, repository: join(dirname(workTree), folderOfRepositories, `${name}.git`) })
    : Effect.fail(
        new GitFailure({ operation: "init", detail: "the workspace must be given by its absolute path" })
      )
}

/** What git has to know of it, besides its arguments. */
export const environmentOf = (git: GitDirectory): Readonly<Record<string, string>> => ({
  GIT_DIR: git.repository,
  GIT_WORK_TREE: git.workTree
})

/** Whether a repository was made and is complete. */
export const exists = (git: GitDirectory): Effect.Effect<boolean> =>
  Effect.isSuccess(Effect.tryPromise(() => lstat(join(git.repository, attributes))))

/** Makes the repository when there is none. Doing it twice, or again after it was cut short, is harmless. */
export const prepare = Effect.fnUntraced(function* (git: GitDirectory) {
  yield* step(() => lstat(git.workTree))
  yield* leadThere(git)
  if (yield* exists(git)) return
  const { repository } = git
  yield* step(() => mkdir(dirname(repository), { recursive: true, mode: 0o700 }))
  yield* run({
    directory: dirname(repository),
    args: ["init", "--bare", "--template=", `--initial-branch=${branch}`, repository]
  }).pipe(waitForLocks([repository]))
  const set = (key: string, value: string) =>
    run({
      directory: dirname(repository),
      args: ["config", "--file", join(repository, "config"), key, value]
    }).pipe(waitForLocks([repository]))
  yield* set("core.bare", "false")
  yield* set("core.logAllRefUpdates", "true")

  // Last: its presence says that the repository is complete.
  yield* step(() => mkdir(join(repository, "info"), { recursive: true }))
  const draft = join(repository, `${attributes}.${process.pid}`)
  yield* step(() => writeFile(draft, exactBytes))
  yield* step(() => rename(draft, join(repository, attributes)))
})

/**
 * Leaves what stands there, also a link, as it is, unless it is the empty folder that a sandbox puts there to keep a
 * build from making a repository.
 */
const leadThere = Effect.fnUntraced(function* (git: GitDirectory) {
  const place = join(git.workTree, ".git")
  const text = `gitdir: ../${folderOfRepositories}/${basename(git.repository)}\n`
  yield* Effect.ignore(Effect.tryPromise(() => rmdir(place)))
  yield* Effect.ignore(Effect.tryPromise(() => writeFile(place, text, { flag: "wx" })))
})

/** Name no project can have. */
const folderOfRepositories = ".repositories"

const attributes = join("info", "attributes")

/** Outranks every `.gitattributes`: what is committed is byte for byte what lies in the workspace. */
const exactBytes = "* -text -eol -ident -filter !working-tree-encoding\n"

const step = <A>(use: () => Promise<A>): Effect.Effect<A, GitFailure> =>
  Effect.tryPromise({
    try: use,
    catch: (cause) =>
      new GitFailure({
        operation: "init",
        detail: Predicate.hasProperty(cause, "message") ? String(cause.message) : String(cause)
      })
  })
