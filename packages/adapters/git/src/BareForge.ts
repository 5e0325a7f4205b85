/**
 * A `Forge` on this machine: one bare repository per project in a folder. Its own hooks, which its operator put there,
 * run as git runs them; nothing of the workspace does.
 */
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Forge, ForgeError, ForgeUnsupported } from "@layercake/core/port/Forge"
import { CommitSha } from "@layercake/core/port/Repository"
import { Effect, Layer } from "effect"
import { failed, name, refused } from "./BareForgeFailure.ts"
import * as BareForgePublishing from "./BareForgePublishing.ts"
import * as BareForgeReading from "./BareForgeReading.ts"
import * as BareRepository from "./BareRepository.ts"
import * as GitDirectory from "./GitDirectory.ts"
import { waitForLocks } from "./GitLock.ts"
import { run } from "./GitProcess.ts"

export interface BareForgeOptions {
  /** Holds `<project>.git` for every project; made when it is not there. */
  readonly directory: string
}

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
        const remote = BareForgeReading.remoteOf(directory, request.project)
        const git = yield* Effect.mapError(GitDirectory.of(request.directory), failed(false))
        const commit = yield* published(git, request.branch)
        yield* Effect.mapError(BareRepository.ensure(remote, settings), failed(true))

        yield* run({
          directory,
          args: ["push", "--porcelain", "--no-verify", remote, `${commit}:refs/heads/${request.branch}`],
          env: { GIT_DIR: git.repository }
        }).pipe(waitForLocks([remote]), Effect.mapError(refused("push", request.branch, request.project)))

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
      }),

      propose: Effect.fn("BareForge.propose")(function* (request) {
        const remote = BareForgeReading.remoteOf(directory, request.project)
        yield* Effect.mapError(BareRepository.ensure(remote, settings), failed(true))
        return yield* BareForgePublishing.propose(remote, request)
      }),

      release: Effect.fn("BareForge.release")(function* (request) {
        const remote = BareForgeReading.remoteOf(directory, request.project)
        yield* Effect.mapError(BareRepository.ensure(remote, settings), failed(true))
        return yield* BareForgePublishing.release(remote, request)
      }),

      user: Effect.fail(
        new ForgeUnsupported({
          forge: name,
          operation: "accounts",
          instead: `whoever may write to ${directory} may publish.`
        })
      ),
      repositories: Effect.suspend(() => BareForgeReading.repositories(directory)).pipe(
        Effect.withSpan("BareForge.repositories")
      ),
      repository: Effect.fn("BareForge.repository")((project) =>
        BareForgeReading.repository(directory, project)
      ),
      readme: Effect.fn("BareForge.readme")((project) => BareForgeReading.readme(directory, project)),
      export: Effect.fn("BareForge.export")((project, format) =>
        BareForgeReading.exported(directory, project, format)
      )
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
