/**
 * The plans, how many agent runs each includes in a calendar month in UTC, and how months are written.
 */
import { Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"

export const Plan = Schema.Literals(["FREE", "PRO", "TEAM"])
export type Plan = typeof Plan.Type

export const runsOfPlan: { readonly [P in Plan]: number } = { FREE: 50, PRO: 500, TEAM: 2000 }

/** `2026-11`. */
export const Month = Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}$/))

export const monthOf = (at: Timestamp): string => at.slice(0, 7)
