/**
 * The ways the ledger can refuse a command.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { EntryId } from "../register/Register.ts"

/** Whoever spends the money may not allow itself more. */
export class AllowanceNeedsPerson extends Schema.TaggedError<AllowanceNeedsPerson>()("AllowanceNeedsPerson", {
  id: EntryId,
  actor: Actor
}) {
  override get message() {
    return `Only a person may let ${this.id} go on above its ceiling, and ${this.actor.kind} ${this.actor.id} is none. Run this at a terminal.`
  }
}

/** The entry waits for something else than money, or does not wait any more. */
export class NothingToAllow extends Schema.TaggedError<NothingToAllow>()("NothingToAllow", {
  id: EntryId,
  exists: Schema.Boolean,
  open: Schema.Boolean
}) {
  override get message() {
    if (!this.exists)
      return `There is no entry ${this.id}. \`layercake cost\` lists what a ceiling stopped, \`layercake gates\` what is open.`
    return this.open
      ? `No ceiling stands behind ${this.id}. Answer it with \`layercake resolve ${this.id}\`.`
      : `${this.id} is settled already.`
  }
}
