/**
 * Lets repairs go on that were given up: settles what waits for a person because of it, and nothing else that holds the
 * gate. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowsOf } from "../project/ProjectState.ts"
import { settle } from "../register/RegisterDecider.ts"
import { isExhaustion } from "./HealAssessment.ts"
import type { RetryHealing } from "./HealCommand.ts"
import { HealingNotExhausted } from "./HealError.ts"

export const decide: Decide<RetryHealing> = ({ gate, reason }, state) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  const exhausted = rowsOf(state, "heal").filter((row) => row.gate === gate && row.status === "exhausted")
  const hold = rowsOf(state, "hold").find(
    (entry) =>
      entry.open &&
      entry.kind === "escalation" &&
      entry.gate === gate &&
      exhausted.some(({ attempts, kind }) => isExhaustion(entry.title, kind, attempts))
  )
  return hold === undefined
    ? Result.fail(new HealingNotExhausted({ gate }))
    : Result.succeed(settle(state, hold, reason))
}
