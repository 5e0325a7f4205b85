/**
 * What can happen to a claim. That it led to an answer is said by AgentRunAnswered; that its lease ended, by time alone.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { AnswerFinding } from "../agent/AgentRunEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Claimant, ClaimId } from "./Claim.ts"

/** Whoever held the run before has lost it: their lease had ended. */
export class AgentRunClaimed extends Schema.TaggedClass<AgentRunClaimed>()("AgentRunClaimed", {
  runId: AgentRunId,
  claimId: ClaimId,
  claimant: Claimant,
  /** The lease ends at this moment. */
  until: Timestamp
}) {}

export class AgentRunClaimRenewed extends Schema.TaggedClass<AgentRunClaimRenewed>()("AgentRunClaimRenewed", {
  runId: AgentRunId,
  claimId: ClaimId,
  until: Timestamp
}) {}

/** The answer cannot be used. The claim stays, so that the claimant can send a better one. */
export class AgentRunClaimRefused extends Schema.TaggedClass<AgentRunClaimRefused>()("AgentRunClaimRefused", {
  runId: AgentRunId,
  claimId: ClaimId,
  answer: BlobDigest,
  findings: Schema.NonEmptyArray(AnswerFinding)
}) {}

export class AgentRunClaimReleased extends Schema.TaggedClass<AgentRunClaimReleased>()(
  "AgentRunClaimReleased",
  { runId: AgentRunId, claimId: ClaimId, reason: Schema.String }
) {}

export const ClaimEvent = Schema.Union([
  AgentRunClaimed,
  AgentRunClaimRenewed,
  AgentRunClaimRefused,
  AgentRunClaimReleased
])
export type ClaimEvent = typeof ClaimEvent.Type
