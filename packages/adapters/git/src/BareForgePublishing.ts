/**
 * Branches and tags that the local forge publishes besides the project's own branch: a request is a branch with the
 * changes, a release is an annotated tag with the notes.
 */
import { pathToFileURL } from "node:url"
import type { ForgeError, ProposeRequest, Published, ReleaseRequest } from "@layercake/core/port/Forge"
import { Effect } from "effect"
import { failed, refusal, refused } from "./BareForgeFailure.ts"
import * as GitDirectory from "./GitDirectory.ts"
import { waitForLocks } from "./GitLock.ts"
import { committer, run } from "./GitProcess.ts"

export const propose = Effect.fnUntraced(function* (
  remote: string,
  request: ProposeRequest
): Effect.fn.Return<Published, ForgeError> {
  const { base, branch, commit, project } = request
  const git = yield* knowing("propose", request)
  if (branch === base) return yield* refusal("propose", `${branch} is what is to get the changes`)
  if ((yield* remoteCommit(remote, `refs/heads/${base}`)) === "")
    return yield* refusal("propose", `${base} of ${project} was not published yet; push it first`)
  yield* send(git, remote, `${commit}:refs/heads/${branch}`).pipe(
    Effect.mapError(refused("propose", branch, project))
  )
  return { address: pathToFileURL(remote).href, commit }
})

export const release = Effect.fnUntraced(function* (
  remote: string,
  request: ReleaseRequest
): Effect.fn.Return<Published, ForgeError> {
  const { commit, project, tag } = request
  const git = yield* knowing("release", request)
  const published = yield* remoteCommit(remote, `refs/tags/${tag}`)
  if (published !== "" && published !== commit)
    return yield* refusal("release", `${tag} of ${project} is at ${published} and stays there`)
  if (published === "") {
    // An object alone: the workspace's own tags are its user's.
    const object = yield* run({
      directory: git.repository,
      args: ["mktag"],
      env: { GIT_DIR: git.repository },
      input: textOf(request)
    }).pipe(Effect.mapError(failed(true)))
    yield* send(git, remote, `${object.trim()}:refs/tags/${tag}`).pipe(
      Effect.mapError(refused("release", tag, project))
    )
  }
  return { address: pathToFileURL(remote).href, commit }
})

/** The repository of the workspace, which has the commit. */
const knowing = Effect.fnUntraced(function* (
  operation: string,
  { commit, directory }: Pick<ProposeRequest, "commit" | "directory">
) {
  const git = yield* Effect.mapError(GitDirectory.of(directory), failed(false))
  const missing = refusal(operation, `there is no commit ${commit} in the repository of ${git.workTree}`)
  if (!(yield* GitDirectory.exists(git))) return yield* missing
  yield* run({
    directory: git.repository,
    args: ["cat-file", "-e", `${commit}^{commit}`],
    env: { GIT_DIR: git.repository }
  }).pipe(Effect.mapError(() => missing))
  return git
})

const send = (git: GitDirectory.GitDirectory, remote: string, ref: string) =>
  run({
    directory: git.repository,
    args: ["push", "--porcelain", "--no-verify", remote, ref],
    env: { GIT_DIR: git.repository }
  }).pipe(waitForLocks([remote]))

/** The commit that a branch or a tag of the bare repository is at; empty when it is not there. */
const remoteCommit = (remote: string, ref: string) =>
  run({
    directory: remote,
    args: ["for-each-ref", "--format=%(objectname) %(*objectname)", ref],
    env: { GIT_DIR: remote }
  }).pipe(
    Effect.map((printed) => printed.trim().split(" ").at(-1) ?? ""),
    Effect.mapError(failed(true))
  )

/** The same request gives the same object, so that doing it twice is doing it once. */
const textOf = ({ at, commit, notes, tag }: ReleaseRequest): string =>
  [
    `object ${commit}`,
    "type commit",
    `tag ${tag}`,
    `tagger ${committer.name} <${committer.email}> ${Math.floor(Date.parse(at) / 1000)} +0000`,
    "",
    `${(notes.trim() === "" ? tag : notes).replaceAll("\0", "")}`,
    ""
  ].join("\n")
