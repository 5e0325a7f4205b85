/**
 * Turns a command about the project's money into facts. Pure. Whether a call may begin is decided in `Reservation`.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import type { Policy } from "../pipeline/Policy.ts"
import { PolicyNeedsPerson, ProjectNotFound } from "../project/ProjectError.ts"
import { PolicyChanged } from "../project/ProjectEvent.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { settle } from "../register/RegisterDecider.ts"
import { policyField } from "./Ceilings.ts"
import type { AllowCall, CostCommand, SetCeilings } from "./CostCommand.ts"
import { AllowanceNeedsPerson, NothingToAllow } from "./CostError.ts"
import { CallAllowed } from "./CostEvent.ts"

export const decide: Decide<CostCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  return command._tag === "AllowCall"
    ? allow(command, state, actor)
    : setCeilings(command, project.policy, actor)
}

const allow = ({ id, resolution }: AllowCall, state: ProjectState, actor: Actor): Decision => {
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

const setCeilings = (command: SetCeilings, policy: Policy, actor: Actor): Decision => {
  if (actor.kind !== "person") return Result.fail(new PolicyNeedsPerson({ actor }))
  const changed = Object.values(policyField).filter(
    (field) => command[field] !== undefined && command[field] !== (policy[field] ?? null)
  )
  return Result.succeed(
    changed.length === 0
      ? []
      : [
          new PolicyChanged({
            policy: { ...policy, ...Object.fromEntries(changed.map((field) => [field, command[field]])) }
          })
        ]
  )
}
