/**
 * Publishes the commits and makes the proof of it.
 */
import { FinishPush, StartPush } from "@layercake/core/deployment/DeploymentCommand"
import { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import type { PushTree } from "@layercake/core/pipeline/DueWork"
import { Forge } from "@layercake/core/port/Forge"
import { Workspace } from "@layercake/core/port/Workspace"
import { Clock, Effect } from "effect"
import * as ProofRecording from "../proof/ProofRecording.ts"
import * as CommitHistory from "../tree/CommitHistory.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"

export const push = Effect.fn("PushWork.push")(function* (work: Work<PushTree>) {
  const { due, project, tell } = work
  const forge = yield* Forge
  const workspace = yield* Workspace
  const key = DeploymentKey.make(`push@${due.tree.slice(0, 12)}`)
  yield* tell(new StartPush({ key, forge: forge.name, tree: due.tree }))
  yield* CommitHistory.restore(project, work.state)
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  const startedAt = yield* Clock.currentTimeMillis
  const pushed = yield* forge
    .push({ project, directory, branch: "main" })
    .pipe(
      Effect.catch((error) =>
        error.isRetryable && !work.isLastAttempt ? Effect.fail(fromError(error)) : Effect.succeed(error)
      )
    )
  const durationMillis = (yield* Clock.currentTimeMillis) - startedAt
  const rest = { exitCode: null, counts: {}, tools: {}, diagnostics: [], durationMillis }
  if ("_tag" in pushed)
    return yield* ProofRecording.record(work, {
      ...due,
      report: { outcome: "failed", summary: pushed.message, ...rest },
      output: null
    })
  yield* tell(new FinishPush({ key, remote: pushed.remote, commit: pushed.commit }))
  return yield* ProofRecording.record(work, {
    ...due,
    report: { outcome: "passed", summary: `${pushed.commit.slice(0, 12)} is at ${pushed.remote}`, ...rest },
    output: null
  })
})
