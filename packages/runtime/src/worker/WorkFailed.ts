/**
 * How a piece of work can fail so that its job is tried again or given up.
 */
import { Schema } from "effect"

/** The job's reason, and whether doing it again may help. */
export class WorkFailed extends Schema.TaggedError<WorkFailed>()("WorkFailed", {
  detail: Schema.String,
  isRetryable: Schema.Boolean,
  /** Wait at least so long; the worker's own back-off when left out. */
  retryAfterMillis: Schema.optionalKey(Schema.Int)
}) {
  override get message() {
    return this.detail
  }
}

/** From any error that says of itself whether it may be repeated. */
export const fromError = (error: { readonly message: string; readonly isRetryable: boolean }): WorkFailed =>
  new WorkFailed({ detail: error.message, isRetryable: error.isRetryable })
