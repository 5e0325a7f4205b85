/**
 * The ways in which something about repairs can be refused.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"

/** Repairs of the gate were not given up, so there is nothing to let go on. */
export class HealingNotExhausted extends Schema.TaggedError<HealingNotExhausted>()("HealingNotExhausted", {
  gate: GateId
}) {
  override get message() {
    return `No repair of ${this.gate} was given up. \`healing.get\` says how its repairs stand.`
  }
}

/** Nothing was ever repaired at the gate, or its work began afresh. */
export class HealingUnknown extends Schema.TaggedError<HealingUnknown>()("HealingUnknown", {
  gate: Schema.String
}) {
  override get message() {
    return `Nothing is repaired at ${this.gate}. \`healing.list\` says where something is.`
  }
}
