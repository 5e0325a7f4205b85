/**
 * Puts a branch or a tag into the repository of this machine. Doing it twice is the same as once.
 */
import type { MarkCommit } from "@layercake/core/pipeline/DueWork"
import { Repository } from "@layercake/core/port/Repository"
import { Workspace } from "@layercake/core/port/Workspace"
import { RecordRef } from "@layercake/core/tree/TreeCommand"
import { Effect } from "effect"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as CommitHistory from "./CommitHistory.ts"

export const mark = Effect.fn("MarkWork.mark")(function* ({ due, project, state, tell }: Work<MarkCommit>) {
  const repository = yield* Repository
  const workspace = yield* Workspace
  yield* CommitHistory.restore(project, state)
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  const { kind, name, sha } = due
  yield* repository.mark(directory, { kind, name, sha }).pipe(Effect.mapError(fromError))
  yield* tell(new RecordRef({ kind, name, sha }))
})
