/**
 * The project's folder on this machine, with the files of a state in it.
 */
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { fromError } from "../worker/WorkFailed.ts"

/** Brings the folder to the files of the state; gives its absolute path. */
export const bringTo = Effect.fn("ProjectFolder.bringTo")(function* (
  project: ProjectId,
  state: ProjectState
) {
  const workspace = yield* Workspace
  yield* workspace.sync(project, rowsOf(state, "file")).pipe(Effect.mapError(fromError))
  return yield* workspace.root(project).pipe(Effect.mapError(fromError))
})
