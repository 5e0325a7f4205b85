/**
 * Which piece of work a model call is made for. Carried beside the prompt, so that recordings and idempotency keys
 * need not be read out of it.
 */
import { Context, Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { ProjectId } from "../project/Project.ts"
import { AgentName } from "./Agent.ts"

export const AgentRunId = Schema.NonEmptyString.pipe(Schema.brand("AgentRunId"))
export type AgentRunId = typeof AgentRunId.Type

/**
 * `work`: the step for the first time. `correct`: the answer could not be used. `heal`: a proof failed.
 * `rework`: a person rejected or reopened the gate. `answer`: another agent asked a question. `instruct`: somebody told the
 * agent what to do.
 */
export const AgentPurpose = Schema.Literals(["work", "correct", "heal", "rework", "answer", "instruct"])
export type AgentPurpose = typeof AgentPurpose.Type

export const AgentCall = Schema.Struct({
  project: ProjectId,
  runId: AgentRunId,
  gate: GateId,
  /** The work step of the gate; for `answer` the id of the query, for `instruct` that of the instruction. */
  step: Schema.NonEmptyString,
  agent: AgentName,
  purpose: AgentPurpose,
  /** From 1, within the purpose. */
  attempt: Schema.Int,
  /** The same for every repetition of this call, so that a provider can recognise it. */
  idempotencyKey: Schema.NonEmptyString
})
export type AgentCall = typeof AgentCall.Type

/** Set by the model executor around every call; undefined outside of one. */
export const CurrentAgentCall = Context.Reference<AgentCall | undefined>("@layercake/core/agent/AgentCall", {
  defaultValue: () => undefined
})
