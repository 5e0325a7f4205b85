/**
 * The ways a register can refuse a command.
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

/** No such entry in the registers of this project. */
export class EntryUnknown extends Schema.TaggedError<EntryUnknown>()("EntryUnknown", {
  id: Schema.String
}) {
  override get message() {
    return `There is no entry ${this.id} of this kind in the project. The list of its kind says which there are.`
  }
}

/** It waits still, so there is nothing to open again. */
export class EntryNotSettled extends Schema.TaggedError<EntryNotSettled>()("EntryNotSettled", {
  id: EntryId
}) {
  override get message() {
    return `${this.id} is open already. Comment on it instead.`
  }
}

/** Letting a risk stand is a person's decision, and no agent does away with a critical one. */
export class RiskNeedsPerson extends Schema.TaggedError<RiskNeedsPerson>()("RiskNeedsPerson", {
  id: EntryId,
  actor: Actor
}) {
  override get message() {
    return `Only a person may let ${this.id} stand, and ${this.actor.kind} ${this.actor.id} is none. Escalate it to one.`
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
