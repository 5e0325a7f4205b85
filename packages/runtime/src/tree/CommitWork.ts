/**
 * Makes one change of the tree a commit: the workspace is brought to the tree, then exactly the changed paths are
 * committed under the change's key. After a crash the commit is found again by that key.
 */
import type { CommitTree } from "@layercake/core/pipeline/DueWork"
import { rowOf } from "@layercake/core/project/ProjectState"
import { RecordCommit, StartCommit } from "@layercake/core/proof/ProofCommand"
import { Effect } from "effect"
import type { Work } from "../worker/Work.ts"
import * as CommitHistory from "./CommitHistory.ts"

export const commit = Effect.fn("CommitWork.commit")(function* ({
  due,
  project,
  state,
  tell
}: Work<CommitTree>) {
  const change = rowOf(state, "commit", due.key)
  if (change === undefined) return
  yield* tell(new StartCommit({ key: change.key }))
  yield* CommitHistory.restore(project, state)
  const sha = yield* CommitHistory.make(project, state, change)
  yield* tell(new RecordCommit({ key: change.key, sha }))
})
