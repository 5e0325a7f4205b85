/**
 * The way a register can refuse a command.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { EntryId } from "./Register.ts"

/** No such entry, or it is settled already. */
export class EntryNotOpen extends Schema.TaggedError<EntryNotOpen>()("EntryNotOpen", {
  id: EntryId,
  exists: Schema.Boolean
}) {
  override get message() {
    return this.exists
      ? `${this.id} is settled already.`
      : `There is no entry ${this.id}. \`layercake status\` lists what is open.`
  }
}

/** An agent resolves only a query that is addressed to it and that it did not ask itself. */
export class EntryNotForAgent extends Schema.TaggedError<EntryNotForAgent>()("EntryNotForAgent", {
  id: EntryId,
  actor: Actor,
  /** The agent that may answer; null when only a person may. */
  to: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return `${this.id} is for ${this.to ?? "a person"} to resolve, and ${this.actor.id} is an agent. Use \`layercake resolve ${this.id}\`.`
  }
}
