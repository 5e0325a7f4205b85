/**
 * The ways an agent run can refuse a command.
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

const standings = {
  unknown: "there is no such run",
  open: "it has not ended; `agents.cancel` ends it",
  done: "what it was for is done",
  later: "a later run took its place",
  goesOn: "its work goes on by itself",
  answer: "a person answers the question now"
} as const

/** Nothing was given up with the run that could be begun anew. */
export class AgentRunNotRetryable extends Schema.TaggedError<AgentRunNotRetryable>()("AgentRunNotRetryable", {
  runId: AgentRunId,
  why: Schema.Literals(["unknown", "open", "done", "later", "goesOn", "answer"])
}) {
  override get message() {
    return `Agent run ${this.runId} cannot be retried: ${standings[this.why]}. \`agents.runs\` lists the runs.`
  }
}
