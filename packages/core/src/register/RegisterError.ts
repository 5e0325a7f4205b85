/**
 * The way a register can refuse a command.
 */
import { Schema } from "effect"
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
