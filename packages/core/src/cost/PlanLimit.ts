/**
 * How many agent runs were begun in a month, counted from the log. Which projects belong to one account is for whoever
 * asks to say.
 */
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import { monthKey } from "./CostKey.ts"

/** In all of these projects together; what a fork took over from its parent is the parent's. */
export const runsIn = (states: ReadonlyArray<ProjectState>, month: string): number =>
  states.reduce((sum, state) => sum + (rowOf(state, "cost", monthKey(month))?.runs ?? 0), 0)
