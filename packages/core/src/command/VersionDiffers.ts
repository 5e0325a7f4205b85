/**
 * The way in which a command is refused because its sender had seen an older project.
 */
import { Schema } from "effect"

/** Somebody else changed the project since. Nothing was changed by this command. */
export class VersionDiffers extends Schema.TaggedError<VersionDiffers>()("VersionDiffers", {
  expected: Schema.Int,
  actual: Schema.Int
}) {
  readonly isRetryable = false
  override get message() {
    return `The project is at version ${this.actual} and not ${this.expected}: read it again, then decide again.`
  }
}
