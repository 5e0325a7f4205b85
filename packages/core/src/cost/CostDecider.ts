/**
 * Turns a command about the project's money into facts. Pure. Whether a call may begin is decided in `Reservation`.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf, rowsOf } from "../project/ProjectState.ts"
import { settle } from "../register/RegisterDecider.ts"
import type { CostCommand } from "./CostCommand.ts"
import { AllowanceNeedsPerson, NothingToAllow } from "./CostError.ts"
import { CallAllowed } from "./CostEvent.ts"

export const decide: Decide<CostCommand> = ({ id, resolution }, state, actor) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  if (actor.kind !== "person") return Result.fail(new AllowanceNeedsPerson({ id, actor }))
  const hold = rowOf(state, "hold", id)
  const stopped = rowsOf(state, "ceiling").find((row) => row.hold === id && row.status === "open")
  if (hold === undefined || !hold.open || stopped === undefined)
    return Result.fail(new NothingToAllow({ id, exists: hold !== undefined, open: hold?.open === true }))
  return Result.succeed([
    new CallAllowed({ hold: id, runId: stopped.runId }),
    ...settle(state, hold, resolution)
  ])
}
