/**
 * Programs of a project that run at a target.
 */
import { RecordStop } from "@layercake/core/deployment/DeploymentCommand"
import type { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import { Deployer, type DeploymentTarget } from "@layercake/core/port/Deployer"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"

/** Ends what another tree, or an earlier deployment, left running at the same target. */
export const stopOthers = Effect.fnUntraced(function* (
  { state, tell }: Pick<Work<unknown>, "state" | "tell">,
  target: DeploymentTarget,
  key: DeploymentKey
) {
  const deployer = yield* Deployer
  for (const old of rowsOf(state, "deployment")) {
    if (old.target !== target || old.status !== "running" || old.key === key) continue
    if (old.address !== null && old.handle !== null)
      yield* deployer.stop({ address: old.address, handle: old.handle }).pipe(Effect.mapError(fromError))
    yield* tell(new RecordStop({ key: old.key, reason: `replaced by ${key}` }))
  }
})
