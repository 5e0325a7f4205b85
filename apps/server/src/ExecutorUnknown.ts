/**
 * The model setting names nothing that can answer.
 */
import { Schema } from "effect"

export class ExecutorUnknown extends Schema.TaggedError<ExecutorUnknown>()("ExecutorUnknown", {
  setting: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `--model ${this.setting}: ${this.detail}`
  }
}
