/**
 * Where the repository of a workspace lies: beside the workspace, not in it. A build may write everything in the
 * workspace; it must not be able to rewrite history, or to plant a configuration or an attribute that makes git run a
 * program of its choice. A `.git` file in the workspace leads people and their tools there.
 */
import { lstat, rmdir, writeFile } from "node:fs/promises"
import { basename, dirname, isAbsolute, join } from "node:path"
import { Effect } from "effect"
import * as BareRepository from "./BareRepository.ts"
import { GitFailure } from "./GitProcess.ts"
import * as GitScratch from "./GitScratch.ts"

export interface GitDirectory {
  /** Absolute path of the workspace. */
  readonly workTree: string
  /** Absolute path of its repository. */
  readonly repository: string
}

/** Refuses a path that is not absolute or has no folder above it. */
export const of = (directory: string): Effect.Effect<GitDirectory, GitFailure> => {
  const workTree = join(directory, ".").replace(/\/$/, "")
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

export const exists = (git: GitDirectory): Effect.Effect<boolean> => BareRepository.exists(git.repository)

/** Makes the repository when there is none. The workspace must be there. */
export const prepare = Effect.fnUntraced(function* (git: GitDirectory) {
  yield* GitScratch.step("init", () => lstat(git.workTree))
  yield* leadThere(git)
  yield* BareRepository.ensure(git.repository, {
    config: "[core]\n\tbare = false\n\tlogAllRefUpdates = true\n",
    attributes: exactBytes,
    mode: 0o700
  })
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

/** What is committed is byte for byte what lies in the workspace. */
const exactBytes = "* -text -eol -ident -filter !working-tree-encoding\n"
