/**
 * Publishes the commits because somebody asked for it. Makes no proof.
 */
import { FailDeployment, FinishPush, StartPush } from "@layercake/core/deployment/DeploymentCommand"
import type { RunAskedPush } from "@layercake/core/pipeline/DueWork"
import { Forge } from "@layercake/core/port/Forge"
import { Workspace } from "@layercake/core/port/Workspace"
import { rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as CommitHistory from "../tree/CommitHistory.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"

export const push = Effect.fn("AskedPushWork.push")(function* (work: Work<RunAskedPush>) {
  const { key } = work.due
  yield* run(work).pipe(AskedEnd.orTell(work, (reason) => new FailDeployment({ key, reason })))
})

const run = Effect.fnUntraced(function* ({ due: { key }, project, state, tell }: Work<RunAskedPush>) {
  const row = rowOf(state, "deployment", key)
  if (row === undefined) return
  const forge = yield* Forge
  const workspace = yield* Workspace
  yield* tell(new StartPush({ key, forge: forge.name, tree: row.tree }))
  yield* CommitHistory.restore(project, state)
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  const pushed = yield* forge.push({ project, directory, branch: "main" }).pipe(Effect.mapError(fromError))
  yield* tell(new FinishPush({ key, remote: pushed.remote, commit: pushed.commit }))
})
