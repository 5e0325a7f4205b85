/**
 * The one failure that every store shares: it could not be reached, or refused what it was asked.
 */
import { Schema } from "effect"

/** Nothing was changed; the caller may try again. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  readonly isRetryable = true
  override get message() {
    return `The store did not answer ${this.operation}. Nothing was changed; try again, and run \`layercake doctor\` if it goes on.`
  }
}
