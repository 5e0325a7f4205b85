/**
 * Why a recording cannot be played at all.
 */
import { Schema } from "effect"

/**
 * `unreadable`: a file is missing or cannot be read. `invalid`: `recording.json` is not in its form; the detail names
 * the field. `ambiguous`: two entries answer the same call.
 */
export class RecordingError extends Schema.TaggedError<RecordingError>()("RecordingError", {
  path: Schema.String,
  reason: Schema.Literals(["unreadable", "invalid", "ambiguous"]),
  detail: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `The recording cannot be played: ${this.path} (${this.reason}): ${this.detail}`
  }
}
