/**
 * The ways in which a request or a release can be refused.
 */
import { Schema } from "effect"

/** The branch or tag is taken. */
export class RefTaken extends Schema.TaggedError<RefTaken>()("RefTaken", {
  ref: Schema.String,
  by: Schema.String
}) {
  override get message() {
    return `${this.ref} belongs to ${this.by} already. Choose another name.`
  }
}
