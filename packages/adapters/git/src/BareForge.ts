/**
 * A `Forge` on this machine: one bare repository per project in a folder. Its own hooks, which its operator put there,
 * run as git runs them; nothing of the workspace does.
 */
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Forge, ForgeError, type PushRequest } from "@layercake/core/port/Forge"
import { CommitSha } from "@layercake/core/port/Repository"
import { Effect, Layer } from "effect"
import * as BareRepository from "./BareRepository.ts"
import * as GitDirectory from "./GitDirectory.ts"
import { waitForLocks } from "./GitLock.ts"
import { type GitFailure, run } from "./GitProcess.ts"

export interface BareForgeOptions {
  /** Holds `<project>.git` for every project; made when it is not there. */
  readonly directory: string
}

const name = "local-bare"

const settings: BareRepository.BareRepositoryOptions = {
  config: "[receive]\n\tdenyNonFastForwards = true\n[core]\n\tfsync = all\n",
  attributes: "",
  mode: 0o755
}

export const layer = (options: BareForgeOptions): Layer.Layer<Forge> =>
  Layer.sync(Forge, () => {
    const directory = resolve(options.directory)
    return Forge.of({
      name,
      push: Effect.fn("BareForge.push")(function* (request) {
        const remote = join(directory, `${request.project}.git`)
        const git = yield* Effect.mapError(GitDirectory.of(request.directory), failed(false))
        const commit = yield* published(git, request.branch)
        yield* Effect.mapError(BareRepository.ensure(remote, settings), failed(true))

        yield* run({
          directory,
          args: ["push", "--porcelain", "--no-verify", remote, `${commit}:refs/heads/${request.branch}`],
          env: { GIT_DIR: git.repository }
        }).pipe(waitForLocks([remote]), Effect.mapError(refused(request)))

        const arrived = yield* tipOf(directory, remote, request.branch)
        if (arrived !== commit) {
          return yield* new ForgeError({
            forge: name,
            operation: "push",
            detail: `${request.branch} is at ${arrived || "nothing"} and not at ${commit}: somebody else pushed at the same time`,
            isRetryable: true
          })
        }
        return { remote: pathToFileURL(remote).href, commit }
      })
    })
  })

/** The commit that the workspace's branch is at. */
const published = Effect.fnUntraced(function* (git: GitDirectory.GitDirectory, branch: string) {
  const missing = new ForgeError({
    forge: name,
    operation: "push",
    detail: `there is no branch ${branch} in the repository of ${git.workTree}; commit first`,
    isRetryable: false
  })
  if (!(yield* GitDirectory.exists(git))) return yield* missing
  const printed = yield* run({
    directory: git.repository,
    args: ["show-ref", "--verify", `refs/heads/${branch}`],
    env: { GIT_DIR: git.repository }
  }).pipe(Effect.mapError(() => missing))
  return CommitSha.make(printed.split(" ")[0] ?? "")
})

/** What the branch of the bare repository is at; empty when it is not there. */
const tipOf = (directory: string, remote: string, branch: string) =>
  run({ directory, args: ["ls-remote", remote, `refs/heads/${branch}`] }).pipe(
    Effect.map((printed) => printed.split("\n").find((line) => line.endsWith(`\trefs/heads/${branch}`))),
    Effect.map((line) => line?.split("\t")[0] ?? ""),
    Effect.mapError(failed(true))
  )

const failed = (isRetryable: boolean) => (failure: GitFailure) =>
  new ForgeError({ forge: name, operation: failure.operation, detail: failure.detail, isRetryable })

/** A remote that has what the workspace lacks stays as it is, however often one tries. */
const refused = (request: PushRequest) => (failure: GitFailure) =>
  /\[rejected\]|denying non-fast-forward|hook declined/.test(failure.detail)
    ? new ForgeError({
        forge: name,
        operation: "push",
        detail: `${request.branch} of ${request.project} has commits that the workspace does not have, or a hook declined; nothing was pushed. ${failure.detail}`,
        isRetryable: false
      })
    : failed(true)(failure)
