/**
 * What only a person may decide, where no gate is concerned.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"

export class PersonNeeded extends Schema.TaggedError<PersonNeeded>()("PersonNeeded", {
  /** What was to be decided, as in "<what> is for a person to decide". */
  what: Schema.String,
  actor: Actor
}) {
  override get message() {
    return `${this.what} is for a person to decide, and ${this.actor.kind} ${this.actor.id} is none. Ask a person to do it.`
  }
}
