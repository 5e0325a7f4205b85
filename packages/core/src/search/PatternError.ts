/**
 * A regular expression that cannot be searched with.
 */
import { Schema } from "effect"

export class PatternRefused extends Schema.TaggedError<PatternRefused>()("PatternRefused", {
  pattern: Schema.String,
  fault: Schema.String,
  /** Character of the pattern, from 1. */
  at: Schema.Int
}) {
  override get message() {
    return `The regular expression cannot be used (character ${this.at}): ${this.fault}. There are . [] () | * + ? {m,n} ^ $ \\d \\w \\s \\b; leave \`regex\` out to look for the text as it is.`
  }
}
