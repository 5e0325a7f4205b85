/**
 * What can go wrong at one call of a store, and the plans by which it does: one fault at one call, so that every
 * boundary can be visited in turn, or several at random.
 */
import { between, chance, type Dice, pick } from "../simulation/Dice.ts"

export type Moment = "before" | "after"

export type Fault =
  /** SIGKILL of the process, before the call is made or once it is committed. */
  | { readonly _tag: "Kill"; readonly moment: Moment }
  /** SIGKILL so many operations from here, wherever that is. */
  | { readonly _tag: "KillLater"; readonly operations: number }
  /** SIGSTOP, and SIGCONT later. */
  | { readonly _tag: "Stop"; readonly moment: Moment; readonly millis: number }
  /** The store is not reached, nothing is done. */
  | { readonly _tag: "Refuse" }
  /** It is done, but the caller is told that it failed. */
  | { readonly _tag: "LoseAnswer" }
  /** The call arrives twice. */
  | { readonly _tag: "Repeat" }
  | { readonly _tag: "Delay"; readonly moment: Moment; readonly millis: number }
  /** Nobody reaches the store for a while. */
  | { readonly _tag: "Outage"; readonly millis: number }
  | { readonly _tag: "StepClock"; readonly whose: "process" | "store"; readonly millis: number }

/** Asked once for each call, counted from 1 over all processes. */
export type FaultPlan = (call: number) => Fault | undefined

export const none: FaultPlan = () => undefined

/** Kills whoever makes the call with this number. */
export const killAt =
  (boundary: number, moment: Moment): FaultPlan =>
  (call) =>
    call === boundary ? { _tag: "Kill", moment } : undefined

/** At most `budget` faults, so that there is an end. */
export const atRandom = (dice: Dice, budget: number): FaultPlan => {
  const rate = pick(dice, [0.02, 0.1, 0.3])
  let left = budget
  return () => {
    if (left === 0 || !chance(dice, rate)) return undefined
    left -= 1
    return draw(dice)
  }
}

const moments = ["before", "after"] as const
const seconds = 1000

const draw = (dice: Dice): Fault => {
  const moment = pick(dice, moments)
  switch (between(dice, 0, 11)) {
    case 0:
    case 1:
      return { _tag: "Kill", moment }
    case 2:
      return { _tag: "KillLater", operations: between(dice, 1, 300) }
    case 3:
    case 4:
      // A lease lasts 30 seconds.
      return { _tag: "Stop", moment, millis: between(dice, 1, 90 * seconds) }
    case 5:
      return { _tag: "Refuse" }
    case 6:
    case 7:
      return { _tag: "LoseAnswer" }
    case 8:
      return { _tag: "Repeat" }
    case 9:
      return { _tag: "Delay", moment, millis: between(dice, 1, 40 * seconds) }
    case 10:
      return { _tag: "Outage", millis: between(dice, 1, 10 * seconds) }
    default:
      return {
        _tag: "StepClock",
        whose: pick(dice, ["process", "store"]),
        millis: between(dice, -3600, 3600) * seconds
      }
  }
}
