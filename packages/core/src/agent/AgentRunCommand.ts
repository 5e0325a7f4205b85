/**
 * What may be asked of an agent run.
 */
import { Schema } from "effect"
import { CallEstimate } from "../cost/CallEstimate.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { FinishReason, TokenUsage } from "../port/AgentExecutor.ts"
import { Claimable, ClaimId } from "../claim/Claim.ts"
import { RegisterFile } from "../register/RegisterFile.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TamperFact } from "../tamper/Tamper.ts"
import { FilePath, TreeDigest, TreeFile } from "../tree/Tree.ts"
import { AgentPurpose, AgentRunId } from "./AgentCall.ts"
import { AnswerFinding } from "./AgentRunEvent.ts"

export class StartAgentRun extends Schema.TaggedClass<StartAgentRun>()("StartAgentRun", {
  runId: AgentRunId,
  gate: GateId,
  step: Schema.NonEmptyString,
  purpose: AgentPurpose,
  attempt: Schema.Int,
  templateVersion: Schema.Int,
  templateDigest: Schema.optionalKey(BlobDigest),
  executor: Schema.NonEmptyString,
  prompt: BlobDigest,
  /** Chosen once for the run, unlike any other; every repetition of its call carries it. */
  idempotencyKey: Schema.NonEmptyString,
  /** Nobody is called: the run waits for a claim. */
  claimable: Schema.optionalKey(Claimable),
  /** What the call may cost; left out when nobody is paid for it. */
  estimate: Schema.optionalKey(CallEstimate),
  /** When it begins, for what is counted by the month; when anything last happened if left out. */
  at: Schema.optionalKey(Timestamp)
}) {}

export class RecordAnswer extends Schema.TaggedClass<RecordAnswer>()("RecordAnswer", {
  runId: AgentRunId,
  answer: BlobDigest,
  /** See `AgentRunAnswered`. */
  files: Schema.optionalKey(BlobDigest),
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  usage: TokenUsage,
  recorded: Schema.Boolean,
  durationMillis: Schema.Int,
  /** Null when the model's price is not known. */
  microUsd: Schema.NullOr(Schema.Int),
  /** The claim under which it was submitted. */
  claim: Schema.optionalKey(ClaimId),
  /** Whoever answered did not say how many tokens it took; `usage` says none. */
  usageUnknown: Schema.optionalKey(Schema.Boolean)
}) {}

export class RefuseAnswer extends Schema.TaggedClass<RefuseAnswer>()("RefuseAnswer", {
  runId: AgentRunId,
  findings: Schema.NonEmptyArray(AnswerFinding)
}) {}

/** The answer is good: its files become the tree, its register becomes entries. */
export class CompleteAgentRun extends Schema.TaggedClass<CompleteAgentRun>()("CompleteAgentRun", {
  runId: AgentRunId,
  written: Schema.Array(TreeFile),
  removed: Schema.Array(FilePath),
  /** The tree that the change was made from; null when there were no files. */
  before: Schema.NullOr(TreeDigest),
  tree: TreeDigest,
  register: Schema.NullOr(RegisterFile),
  /** What it says beside its files. */
  closing: Schema.optionalKey(Schema.String),
  /** The answer to the query that the run is about; of an `answer` alone. */
  reply: Schema.optionalKey(Schema.String),
  /** What the change did to tests, lint rules, types or thresholds; a person has to decide about it. */
  tampered: Schema.optionalKey(Schema.Array(TamperFact))
}) {}

export class FailAgentRun extends Schema.TaggedClass<FailAgentRun>()("FailAgentRun", {
  runId: AgentRunId,
  reason: Schema.NonEmptyString,
  detail: Schema.String
}) {}

export class CancelAgentRun extends Schema.TaggedClass<CancelAgentRun>()("CancelAgentRun", {
  runId: AgentRunId,
  reason: Schema.String
}) {}

/** Somebody wants the run to end now. Its work waits for a person from then on. */
export class StopAgentRun extends Schema.TaggedClass<StopAgentRun>()("StopAgentRun", {
  runId: AgentRunId,
  reason: Schema.String
}) {}

/** What was given up with the run is begun anew. */
export class RetryAgentRun extends Schema.TaggedClass<RetryAgentRun>()("RetryAgentRun", {
  runId: AgentRunId
}) {}

export const AgentRunCommand = Schema.Union([
  StartAgentRun,
  RecordAnswer,
  RefuseAnswer,
  CompleteAgentRun,
  FailAgentRun,
  CancelAgentRun,
  StopAgentRun,
  RetryAgentRun
])
export type AgentRunCommand = typeof AgentRunCommand.Type
