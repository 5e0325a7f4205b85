/**
 * What can happen to an agent run. Started is the intent, answered is the receipt: between them a call is on its way.
 */
import { Schema } from "effect"
import { Claimable, ClaimId } from "../claim/Claim.ts"
import { GateId } from "../gate/Gate.ts"
import { FinishReason, TokenUsage } from "../port/AgentExecutor.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TaskId } from "../task/Task.ts"
import { AgentName } from "./Agent.ts"
import { AgentPurpose, AgentRunId } from "./AgentCall.ts"

/** Why an answer could not be used, said so that the agent can send a better one. */
export const AnswerFinding = Schema.Struct({
  code: Schema.NonEmptyString,
  message: Schema.String,
  path: Schema.optionalKey(Schema.String),
  /** Line of the answer, from 1. */
  line: Schema.optionalKey(Schema.Int)
})
export type AnswerFinding = typeof AnswerFinding.Type

export class AgentRunStarted extends Schema.TaggedClass<AgentRunStarted>()("AgentRunStarted", {
  runId: AgentRunId,
  gate: GateId,
  step: Schema.NonEmptyString,
  taskId: TaskId,
  agent: AgentName,
  templateVersion: Schema.Int,
  /** Of the template as canonical JSON: shows a change that left the version as it was. */
  templateDigest: Schema.optionalKey(BlobDigest),
  purpose: AgentPurpose,
  /** From 1, within the purpose. */
  attempt: Schema.Int,
  executor: Schema.NonEmptyString,
  /** The system text and the prompt, as JSON. */
  prompt: BlobDigest,
  idempotencyKey: Schema.NonEmptyString,
  /** Nobody is called: the run waits until somebody claims it and submits an answer. */
  claimable: Schema.optionalKey(Claimable)
}) {}

export class AgentRunAnswered extends Schema.TaggedClass<AgentRunAnswered>()("AgentRunAnswered", {
  runId: AgentRunId,
  answer: BlobDigest,
  /** What the agent changed where it worked, as JSON of `AnsweredFile`s; left out when the files stand in the answer. */
  files: Schema.optionalKey(BlobDigest),
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  usage: TokenUsage,
  recorded: Schema.Boolean,
  durationMillis: Schema.Int,
  /** The claim under which it was submitted. */
  claim: Schema.optionalKey(ClaimId),
  /** Whoever answered did not say how many tokens it took; `usage` says none. */
  usageUnknown: Schema.optionalKey(Schema.Boolean)
}) {}

export class AgentRunRefused extends Schema.TaggedClass<AgentRunRefused>()("AgentRunRefused", {
  runId: AgentRunId,
  findings: Schema.Array(AnswerFinding)
}) {}

export class AgentRunCompleted extends Schema.TaggedClass<AgentRunCompleted>()("AgentRunCompleted", {
  runId: AgentRunId,
  /** Files that the answer changed. */
  changed: Schema.Int
}) {}

export class AgentRunFailed extends Schema.TaggedClass<AgentRunFailed>()("AgentRunFailed", {
  runId: AgentRunId,
  reason: Schema.NonEmptyString,
  detail: Schema.String
}) {}

export class AgentRunCancelled extends Schema.TaggedClass<AgentRunCancelled>()("AgentRunCancelled", {
  runId: AgentRunId,
  reason: Schema.String
}) {}

export const AgentRunEvent = Schema.Union([
  AgentRunStarted,
  AgentRunAnswered,
  AgentRunRefused,
  AgentRunCompleted,
  AgentRunFailed,
  AgentRunCancelled
])
export type AgentRunEvent = typeof AgentRunEvent.Type
