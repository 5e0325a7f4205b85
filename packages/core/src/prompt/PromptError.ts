/**
 * The way a prompt can fail to be assembled.
 */
import { Schema } from "effect"

/** What is never cut is more than the budget allows. Nothing was sent. */
export class PromptTooLarge extends Schema.TaggedError<PromptTooLarge>()("PromptTooLarge", {
  gate: Schema.String,
  step: Schema.String,
  agent: Schema.String,
  /** Estimated tokens of the template, the task and what must be sent. */
  tokens: Schema.Int,
  budget: Schema.Int
}) {
  readonly isRetryable = false
  override get message() {
    return (
      `The template of ${this.agent} and the task ${this.step} of ${this.gate} come to about ${this.tokens} tokens, and ${this.budget} are allowed. ` +
      `Raise contextTokens in the project's policy or in the template's front matter, or shorten the template.`
    )
  }
}
