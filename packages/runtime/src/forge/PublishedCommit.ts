/**
 * The commit that a request or a release is about, in a repository of this machine that has it.
 */
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import * as CommitHistory from "../tree/CommitHistory.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import { fromError } from "../worker/WorkFailed.ts"

/** The last one that left the tree so. */
export const of = Effect.fnUntraced(function* (project: ProjectId, state: ProjectState, tree: TreeDigest) {
  const workspace = yield* Workspace
  const commit = rowsOf(state, "commit")
    .filter((change) => change.tree === tree && change.status === "made")
    .toSorted((a, b) => a.version - b.version)
    .at(-1)?.sha
  if (commit == null)
    return yield* AskedEnd.impossible(`the tree ${tree.slice(0, 12)} was never committed in this project`)
  yield* CommitHistory.restore(project, state)
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  return { directory, commit }
})
