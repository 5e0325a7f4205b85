/**
 * A `Repository` made by git. Commits are built from an index of their own and then put on the branch in one step, so
 * that a killed process leaves either the whole commit or none, and nothing staged by anybody else gets into it.
 *
 * No lock of the index is taken or minded. A lock of the branch that a killed git left is removed when it is older than
 * ten seconds, see `GitLock`. Of two processes that commit at once the second sees the first one's commit and builds
 * on it.
 */
import { rename } from "node:fs/promises"
import { join } from "node:path"
import { type CommitRequest, CommitSha, Repository, RepositoryError } from "@layercake/core/port/Repository"
import { Array, Effect, Layer, Option, Semaphore } from "effect"
import * as BareRepository from "./BareRepository.ts"
import * as CommitMessage from "./CommitMessage.ts"
import * as GitDirectory from "./GitDirectory.ts"
import { waitForLocks } from "./GitLock.ts"
import { GitFailure, run } from "./GitProcess.ts"
import * as GitReading from "./GitReading.ts"
import * as GitScratch from "./GitScratch.ts"

export const layer: Layer.Layer<Repository> = Layer.sync(Repository, () => {
  const locks = new Map<string, Semaphore.Semaphore>()
  const lockOf = (git: GitDirectory.GitDirectory) => {
    const lock = locks.get(git.repository) ?? Semaphore.makeUnsafe(1)
    locks.set(git.repository, lock)
    return lock
  }

  return Repository.of({
    commit: Effect.fn("GitRepository.commit")((request) =>
      Effect.gen(function* () {
        const refusal = CommitMessage.refuse(request)
        if (refusal !== undefined) return yield* new GitFailure({ operation: "commit", detail: refusal })
        const git = yield* GitDirectory.of(request.directory)
        return yield* lockOf(git).withPermit(commitOnce(git, request))
      }).pipe(Effect.mapError(toRepositoryError(request.directory)))
    ),

    find: Effect.fn("GitRepository.find")((directory, key) =>
      GitDirectory.of(directory).pipe(
        Effect.flatMap((git) => find(git, key, branch)),
        Effect.mapError(toRepositoryError(directory))
      )
    ),

    log: Effect.fn("GitRepository.log")((directory, options) =>
      GitDirectory.of(directory).pipe(
        Effect.flatMap((git) =>
          log(git, branch, options?.limit === undefined ? [] : [`--max-count=${options.limit}`])
        ),
        Effect.mapError(toRepositoryError(directory))
      )
    ),

    history: Effect.fn("GitRepository.history")((directory, { from, ...options } = {}) =>
      looking(directory, (git) => GitReading.history(git, from ?? branch, options))
    ),
    changes: Effect.fn("GitRepository.changes")((directory, from, to) =>
      looking(directory, (git) => GitReading.changes(git, from, to))
    ),
    blame: Effect.fn("GitRepository.blame")((directory, at, path) =>
      looking(directory, (git) => GitReading.blame(git, at, path))
    ),
    marks: Effect.fn("GitRepository.marks")((directory) => looking(directory, GitReading.marks)),

    mark: Effect.fn("GitRepository.mark")((directory, { kind, name, sha }) =>
      looking(directory, (git) =>
        lockOf(git).withPermit(
          run({
            directory: git.repository,
            args: ["update-ref", `refs/${kind === "branch" ? "heads" : "tags"}/${name}`, `${sha}^{commit}`],
            env: { GIT_DIR: git.repository }
          }).pipe(waitForLocks([git.repository]), Effect.asVoid, Effect.uninterruptible)
        )
      )
    )
  })
})

const looking = <A>(
  directory: string,
  use: (git: GitDirectory.GitDirectory) => Effect.Effect<A, GitFailure>
): Effect.Effect<A, RepositoryError> =>
  GitDirectory.of(directory).pipe(Effect.flatMap(use), Effect.mapError(toRepositoryError(directory)))

const branch = `refs/heads/${BareRepository.branch}`

const toRepositoryError =
  (directory: string) =>
  ({ operation, detail }: GitFailure) =>
    new RepositoryError({ directory, operation, detail })

/** Looks for the key in exactly the history that the commit is then put on, so that no other process can be between. */
const commitOnce = Effect.fnUntraced(
  function* (git: GitDirectory.GitDirectory, request: CommitRequest) {
    yield* GitDirectory.prepare(git)
    const tip = yield* tipOf(git)
    const first = yield* find(git, request.key, tip)
    return Option.isSome(first) ? first.value.sha : yield* commit(git, request, tip)
  },
  Effect.retry({ times: 5, while: isOvertaken })
)

/** The commit the branch is at; empty when there is none. */
const tipOf = (git: GitDirectory.GitDirectory) =>
  run({
    directory: git.repository,
    args: ["rev-parse", "--verify", "--quiet", branch],
    env: { GIT_DIR: git.repository },
    accept: [1]
  }).pipe(Effect.map((printed) => printed.trim()))

const commit = Effect.fnUntraced(function* (
  git: GitDirectory.GitDirectory,
  request: CommitRequest,
  tip: string
) {
  const index = join(yield* GitScratch.make(git.repository), "index")
  const env = {
    ...GitDirectory.environmentOf(git),
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: CommitMessage.identity(request.author.name),
    GIT_AUTHOR_EMAIL: CommitMessage.identity(request.author.email),
    GIT_AUTHOR_DATE: request.at,
    GIT_COMMITTER_DATE: request.at
  }
  const call = (args: readonly [string, ...ReadonlyArray<string>], input?: string) =>
    run({ directory: git.workTree, args, env, ...(input === undefined ? {} : { input }) }).pipe(
      waitForLocks([git.repository]),
      Effect.map((printed) => printed.trim())
    )

  yield* call(["read-tree", tip === "" ? "--empty" : tip])
  if (request.paths.length > 0) {
    yield* call(
      ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"],
      request.paths.map((path) => `${path}\u0000`).join("")
    )
  }
  const tree = yield* call(["write-tree"])
  const parents = tip === "" ? [] : ["-p", tip]
  const sha = yield* call(["commit-tree", ...parents, tree], CommitMessage.format(request))
  const change = ["start", `update ${branch} ${sha} ${tip || noCommit}`, "prepare", "commit", ""]
  yield* call(["update-ref", "--create-reflog", "--stdin"], change.join("\n")).pipe(
    // People who look at the workspace with git see it as committed; whether they do is nothing a commit depends on.
    Effect.andThen(Effect.ignore(Effect.tryPromise(() => rename(index, join(git.repository, "index"))))),
    Effect.uninterruptible
  )
  return CommitSha.make(sha)
}, Effect.scoped)

/** What git takes for "the branch must not be there". */
const noCommit = "0".repeat(40)

/** Another process put a commit on the branch first. */
function isOvertaken(failure: GitFailure): boolean {
  return failure.operation === "update-ref" && /but expected|already exists/.test(failure.detail)
}

const find = (git: GitDirectory.GitDirectory, key: string, tip: string) =>
  log(git, tip, ["--fixed-strings", `--grep=${CommitMessage.keyTrailer}: ${key}`]).pipe(
    Effect.map((commits) =>
      Array.findLast(commits, (commit) => commit.trailers[CommitMessage.keyTrailer] === key)
    )
  )

const log = Effect.fnUntraced(function* (
  git: GitDirectory.GitDirectory,
  tip: string,
  options: ReadonlyArray<string>
) {
  if (tip === "" || !(yield* GitDirectory.exists(git))) return []
  const printed = yield* run({
    directory: git.repository,
    args: ["log", ...CommitMessage.logFormat, ...options, "--ignore-missing", tip],
    env: { GIT_DIR: git.repository }
  })
  return CommitMessage.parse(printed)
})
