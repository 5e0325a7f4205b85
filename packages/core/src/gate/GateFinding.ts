/**
 * What a gate rule found, said so that a person can act on it.
 */
import { Schema } from "effect"

export const GateRule = Schema.Literals([
  "order",
  "items",
  "proofs",
  "specifications",
  "registers",
  "limits",
  "approver"
])
export type GateRule = typeof GateRule.Type

export const GateFinding = Schema.Struct({
  rule: GateRule,
  /** `stop`: the gate cannot pass. `accept`: whoever approves has to let it stand. */
  severity: Schema.Literals(["stop", "accept"]),
  /** The document, proof kind or register entry it is about. */
  subject: Schema.String,
  message: Schema.String
})
export type GateFinding = typeof GateFinding.Type
