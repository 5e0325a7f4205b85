/**
 * One row for each agent run.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { Claimable } from "../claim/Claim.ts"
import { GateId } from "../gate/Gate.ts"
import { FinishReason, TokenUsage } from "../port/AgentExecutor.ts"
import * as Projection from "../projection/Projection.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TaskId } from "../task/Task.ts"
import { AgentName } from "./Agent.ts"
import { AgentPurpose, AgentRunId } from "./AgentCall.ts"
import { AnswerFinding } from "./AgentRunEvent.ts"

export const AgentRunStatus = Schema.Literals([
  "started",
  "answered",
  "refused",
  "completed",
  "failed",
  "cancelled"
])
export type AgentRunStatus = typeof AgentRunStatus.Type

export const AgentRunRow = Schema.Struct({
  runId: AgentRunId,
  gate: GateId,
  step: Schema.NonEmptyString,
  taskId: TaskId,
  agent: AgentName,
  purpose: AgentPurpose,
  attempt: Schema.Int,
  status: AgentRunStatus,
  executor: Schema.NonEmptyString,
  prompt: BlobDigest,
  idempotencyKey: Schema.NonEmptyString,
  /** Of a run that nobody is called for: it waits for a claim. */
  claimable: Schema.optionalKey(Claimable),
  answer: Schema.NullOr(BlobDigest),
  /** Only of a run that worked on files: what it changed. */
  files: Schema.optionalKey(BlobDigest),
  model: Schema.NullOr(Schema.String),
  finishReason: Schema.NullOr(FinishReason),
  usage: Schema.NullOr(TokenUsage),
  findings: Schema.Array(AnswerFinding),
  /** Why it failed or was cancelled. */
  detail: Schema.NullOr(Schema.String),
  startedAt: Timestamp,
  endedAt: Schema.NullOr(Timestamp)
})
export type AgentRunRow = typeof AgentRunRow.Type

export const agentRunBoard = Projection.make<AgentRunRow>("agentRun", AgentRunRow, {
  AgentRunStarted: Projection.put(
    (event) => event.runId,
    (event, fact) => ({
      runId: event.runId,
      gate: event.gate,
      step: event.step,
      taskId: event.taskId,
      agent: event.agent,
      purpose: event.purpose,
      attempt: event.attempt,
      status: "started",
      executor: event.executor,
      prompt: event.prompt,
      idempotencyKey: event.idempotencyKey,
      ...(event.claimable === undefined ? {} : { claimable: event.claimable }),
      answer: null,
      model: null,
      finishReason: null,
      usage: null,
      findings: [],
      detail: null,
      startedAt: fact.at,
      endedAt: null
    })
  ),
  AgentRunAnswered: Projection.change(
    (event) => event.runId,
    (row, event) => ({
      ...row,
      status: "answered",
      answer: event.answer,
      ...(event.files === undefined ? {} : { files: event.files }),
      model: event.model,
      finishReason: event.finishReason,
      usage: event.usage
    })
  ),
  AgentRunRefused: Projection.change(
    (event) => event.runId,
    (row, event, fact) => ({
      ...row,
      status: "refused",
      findings: event.findings,
      endedAt: fact.at
    })
  ),
  AgentRunCompleted: Projection.change(
    (event) => event.runId,
    (row, _event, fact) => ({
      ...row,
      status: "completed",
      endedAt: fact.at
    })
  ),
  AgentRunFailed: Projection.change(
    (event) => event.runId,
    (row, event, fact) => ({
      ...row,
      status: "failed",
      detail: `${event.reason}: ${event.detail}`,
      endedAt: fact.at
    })
  ),
  AgentRunCancelled: Projection.change(
    (event) => event.runId,
    (row, event, fact) => ({
      ...row,
      status: "cancelled",
      detail: event.reason,
      endedAt: fact.at
    })
  ),
  // A call that was on its way is the parent's. An answer that the log holds is applied here without another call.
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows).flatMap(([key, row]) => (row.status === "started" ? [key] : [])),
    evolve: (row, event, fact) =>
      row && { ...row, status: "cancelled", detail: `on its way for ${event.parent}`, endedAt: fact.at }
  }
})
