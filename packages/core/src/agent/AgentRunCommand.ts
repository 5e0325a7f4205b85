/**
 * What may be asked of an agent run.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { FinishReason, TokenUsage } from "../port/AgentExecutor.ts"
import { RegisterFile } from "../register/RegisterFile.ts"
import { BlobDigest } from "../store/Blob.ts"
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
  executor: Schema.NonEmptyString,
  prompt: BlobDigest,
  /** Chosen once for the run, unlike any other; every repetition of its call carries it. */
  idempotencyKey: Schema.NonEmptyString
}) {}

export class RecordAnswer extends Schema.TaggedClass<RecordAnswer>()("RecordAnswer", {
  runId: AgentRunId,
  answer: BlobDigest,
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  usage: TokenUsage,
  recorded: Schema.Boolean,
  durationMillis: Schema.Int,
  /** Null when the model's price is not known. */
  microUsd: Schema.NullOr(Schema.Int)
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
  register: Schema.NullOr(RegisterFile)
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

export const AgentRunCommand = Schema.Union([
  StartAgentRun,
  RecordAnswer,
  RefuseAnswer,
  CompleteAgentRun,
  FailAgentRun,
  CancelAgentRun
])
export type AgentRunCommand = typeof AgentRunCommand.Type
