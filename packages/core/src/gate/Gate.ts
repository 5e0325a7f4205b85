/**
 * A gate is a question the project must pass before it moves on.
 */
import { Schema } from "effect"

/** Unique within one pipeline, for example `G3`. */
export const GateId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)).pipe(
  Schema.brand("GateId")
)
export type GateId = typeof GateId.Type

export const GateStatus = Schema.Literals([
  "pending",
  "open",
  "in-review",
  "approved",
  "rejected",
  "skipped",
  "blocked",
  "reopened"
])
export type GateStatus = typeof GateStatus.Type
