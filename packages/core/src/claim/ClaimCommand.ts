/**
 * What may be asked about claims. Whoever asks is the claimant; the time arrives in the command.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { AnswerFinding } from "../agent/AgentRunEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { TokenUsage } from "../port/AgentExecutor.ts"
import { BlobDigest } from "../store/Blob.ts"
import { ClaimId, ClaimLabel } from "./Claim.ts"

export class ClaimAgentRun extends Schema.TaggedClass<ClaimAgentRun>()("ClaimAgentRun", {
  runId: AgentRunId,
  /** Chosen once for this claim, unlike any other. */
  claimId: ClaimId,
  label: ClaimLabel,
  at: Timestamp,
  until: Timestamp
}) {}

/** Never shortens a lease. */
export class RenewClaim extends Schema.TaggedClass<RenewClaim>()("RenewClaim", {
  claimId: ClaimId,
  at: Timestamp,
  until: Timestamp
}) {}

export class SubmitClaim extends Schema.TaggedClass<SubmitClaim>()("SubmitClaim", {
  claimId: ClaimId,
  at: Timestamp,
  answer: BlobDigest,
  /** What the answer's files are kept under, where they were sent beside the text. */
  files: Schema.NullOr(BlobDigest),
  /** What the claimant says that it asked. */
  model: Schema.NonEmptyString,
  /** As the claimant counted it; null when it does not know. */
  usage: Schema.NullOr(TokenUsage),
  /** Why the answer cannot be used; empty when it can. */
  findings: Schema.Array(AnswerFinding)
}) {}

export class ReleaseClaim extends Schema.TaggedClass<ReleaseClaim>()("ReleaseClaim", {
  claimId: ClaimId,
  at: Timestamp,
  reason: Schema.String
}) {}

/** The run no longer waits for claims; its work is begun anew under the executor that the workers have then. */
export class WithdrawAgentRun extends Schema.TaggedClass<WithdrawAgentRun>()("WithdrawAgentRun", {
  runId: AgentRunId,
  at: Timestamp,
  reason: Schema.String
}) {}

export const ClaimCommand = Schema.Union([
  ClaimAgentRun,
  RenewClaim,
  SubmitClaim,
  ReleaseClaim,
  WithdrawAgentRun
])
export type ClaimCommand = typeof ClaimCommand.Type
