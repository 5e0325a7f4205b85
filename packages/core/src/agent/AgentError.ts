/**
 * What is said where an agent or a step is named that there is not.
 */
import { Schema } from "effect"

/** There is no such agent; `known` are those that there are. */
export class AgentUnknown extends Schema.TaggedError<AgentUnknown>()("AgentUnknown", {
  agent: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return `There is no template for an agent ${this.agent}. There are ${this.known.join(", ")}. Add one as agents/${this.agent}.md in the data folder, or with \`agents.register\`.`
  }
}

/** No agent works there; `known` are the steps of the gate. */
export class StepUnknown extends Schema.TaggedError<StepUnknown>()("StepUnknown", {
  gate: Schema.String,
  step: Schema.NullOr(Schema.String),
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.known.length === 0
      ? `No agent works at ${this.gate}, so there is no prompt.`
      : `${this.gate} has no step ${this.step ?? "of that kind"}. Its steps are ${this.known.join(", ")}.`
  }
}
