/**
 * The way an agent run can refuse a command.
 */
import { Schema } from "effect"
import { AgentRunId } from "./AgentCall.ts"

/** No such run, or it has ended, or its step has no task. */
export class AgentRunNotOpen extends Schema.TaggedError<AgentRunNotOpen>()("AgentRunNotOpen", {
  runId: AgentRunId,
  status: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return this.status === null
      ? `There is no agent run ${this.runId}.`
      : `Agent run ${this.runId} is ${this.status} and takes nothing more.`
  }
}
