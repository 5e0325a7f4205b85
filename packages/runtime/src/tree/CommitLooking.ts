/**
 * Looks at the commits of a project in the repository of this machine. What a revision means is looked up in the log, so
 * git is given names of objects alone. A commit that only another machine has is not made again here: looking changes
 * nothing.
 */
import type { GitDifference, GitStatus } from "@layercake/core/operation/GitOperations"
import { type CommitSha, type FileDelta, Repository } from "@layercake/core/port/Repository"
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, type RowOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { refKey } from "@layercake/core/tree/RefBoard"
import { mainBranch } from "@layercake/core/tree/RefName"
import { CommitUnknown } from "@layercake/core/tree/TreeError"
import { Effect } from "effect"

/** Commits of the project's own repository, newest first. */
const commitsOf = (state: ProjectState): ReadonlyArray<RowOf<"commit"> & { readonly sha: CommitSha }> =>
  rowsOf(state, "commit")
    .flatMap((row) => (row.status === "made" && row.sha !== null ? [{ ...row, sha: row.sha }] : []))
    .toSorted((a, b) => b.version - a.version)

/** The row of the commit that a branch, a tag or the first digits name. */
export const commitAt = Effect.fnUntraced(function* (state: ProjectState, revision: string = mainBranch) {
  const commits = commitsOf(state)
  const ref = rowOf(state, "ref", refKey("branch", revision)) ?? rowOf(state, "ref", refKey("tag", revision))
  const isDigits = /^[0-9a-f]{7,64}$/.test(revision)
  const found =
    revision === mainBranch || revision === "HEAD"
      ? commits.slice(0, 1)
      : commits.filter(({ sha }) =>
          ref === undefined ? isDigits && sha.startsWith(revision) : sha === ref.sha
        )
  const [commit] = found
  // Digits that begin several commits name none of them.
  return commit === undefined || found.length > 1 ? yield* new CommitUnknown({ revision }) : commit
})

const unavailable = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.mapError(effect, (cause) => new StoreUnavailable({ operation: "git", cause }))

const place = Effect.fnUntraced(function* (project: ProjectId) {
  const repository = yield* Repository
  const workspace = yield* Workspace
  return { repository, directory: yield* unavailable(workspace.root(project)) }
})

export const status = Effect.fn("CommitLooking.status")(function* (project: ProjectId, state: ProjectState) {
  const { directory, repository } = yield* place(project)
  const head = commitsOf(state)[0]?.sha ?? null
  const pending = rowsOf(state, "commit")
    .filter((row) => row.status === "due" || row.status === "started")
    .toSorted((a, b) => a.version - b.version)
  const [newest] = yield* unavailable(repository.log(directory, { limit: 1 }))
  const report: GitStatus = {
    branch: mainBranch,
    head,
    tree: projectOf(state)?.tree ?? null,
    clean: pending.length === 0,
    pending,
    here: head === null || newest?.sha === head
  }
  return report
})

export const log = Effect.fn("CommitLooking.log")(function* (
  project: ProjectId,
  state: ProjectState,
  wish: Pick<NonNullable<Parameters<Repository["Service"]["history"]>[1]>, "path"> & {
    readonly from?: string
    readonly after?: number
    readonly limit?: number
  }
) {
  const { directory, repository } = yield* place(project)
  const { after = 0, from, limit = 50, path } = wish
  if (from === undefined && commitsOf(state).length === 0) return { commits: [], next: null }
  const { sha } = yield* commitAt(state, from)
  const found = yield* unavailable(
    repository.history(directory, {
      from: sha,
      skip: after,
      limit: limit + 1,
      ...(path === undefined ? {} : { path })
    })
  )
  return { commits: found.slice(0, limit), next: found.length > limit ? after + limit : null }
})

export const show = Effect.fn("CommitLooking.show")(function* (
  project: ProjectId,
  state: ProjectState,
  revision: string
) {
  const { directory, repository } = yield* place(project)
  const { sha } = yield* commitAt(state, revision)
  const [commit] = yield* unavailable(repository.history(directory, { from: sha, limit: 1 }))
  if (commit === undefined) return yield* new CommitUnknown({ revision })
  const parent = commit.parents[0] ?? null
  const files = yield* unavailable(repository.changes(directory, parent, sha))
  return { commit, difference: differenceOf(parent, sha, files) }
})

export const diff = Effect.fn("CommitLooking.diff")(function* (
  project: ProjectId,
  state: ProjectState,
  wish: { readonly from: string; readonly to?: string; readonly path?: string }
) {
  const { directory, repository } = yield* place(project)
  const from = yield* commitAt(state, wish.from)
  const to = yield* commitAt(state, wish.to)
  const files = yield* unavailable(repository.changes(directory, from.sha, to.sha))
  const { path: only } = wish
  return differenceOf(
    from.sha,
    to.sha,
    files.filter(({ path }) => only === undefined || path === only || path.startsWith(`${only}/`))
  )
})

export const blame = Effect.fn("CommitLooking.blame")(function* (
  project: ProjectId,
  sha: CommitSha,
  path: Parameters<Repository["Service"]["blame"]>[2]
) {
  const { directory, repository } = yield* place(project)
  return yield* unavailable(repository.blame(directory, sha, path))
})

/** Patches beyond so many characters in all are left out. */
const maxPatches = 1_000_000

const differenceOf = (
  from: CommitSha | null,
  to: CommitSha,
  files: ReadonlyArray<FileDelta>
): GitDifference => {
  let left = maxPatches
  return {
    from,
    to,
    files: files.map((file) => {
      left -= file.patch?.length ?? 0
      return left < 0 ? { ...file, patch: null } : file
    }),
    added: files.reduce((sum, { added }) => sum + added, 0),
    removed: files.reduce((sum, { removed }) => sum + removed, 0)
  }
}
