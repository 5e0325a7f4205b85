/**
 * What can happen to a gate. The actor of an approval is in the event's metadata.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { Evidence, EvidenceDigest } from "./Evidence.ts"
import { GateId } from "./Gate.ts"
import { ReviewId } from "./Review.ts"

/** On whose word a gate passed. `proof`: on its proofs alone. `policy`: by automation that the policy names. */
export const Authority = Schema.Literals(["proof", "policy", "person"])
export type Authority = typeof Authority.Type

export class GateOpened extends Schema.TaggedClass<GateOpened>()("GateOpened", { gate: GateId }) {}

/** Everything is there; from here on the gate can be approved, about exactly this evidence. */
export class GateSubmitted extends Schema.TaggedClass<GateSubmitted>()("GateSubmitted", {
  gate: GateId,
  evidence: Evidence,
  digest: EvidenceDigest
}) {}

/** A person was shown the evidence, and can decide about it until then. Who is in the metadata. */
export class ReviewOpened extends Schema.TaggedClass<ReviewOpened>()("ReviewOpened", {
  review: ReviewId,
  gate: GateId,
  round: Schema.Int,
  digest: EvidenceDigest,
  expiresAt: Timestamp
}) {}

/** What was under review changed, so the review starts again. */
export class GateReviewVoided extends Schema.TaggedClass<GateReviewVoided>()("GateReviewVoided", {
  gate: GateId,
  reason: Schema.String
}) {}

export class GateApproved extends Schema.TaggedClass<GateApproved>()("GateApproved", {
  gate: GateId,
  authority: Authority,
  digest: EvidenceDigest,
  /** Findings that the approver saw and let stand. */
  accepted: Schema.Array(Schema.String),
  comment: Schema.String,
  /** The review of the person who approved; none where no person did, and before there were reviews. */
  review: Schema.optionalKey(ReviewId),
  /** One of several gates that were approved at once. */
  inBatch: Schema.optionalKey(Schema.Boolean)
}) {}

export class GateRejected extends Schema.TaggedClass<GateRejected>()("GateRejected", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}

export class GateSkipped extends Schema.TaggedClass<GateSkipped>()("GateSkipped", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}

/** A blocker, query or escalation holds the gate. */
export class GateBlocked extends Schema.TaggedClass<GateBlocked>()("GateBlocked", {
  gate: GateId,
  by: Schema.NonEmptyString,
  reason: Schema.String
}) {}

/** Nothing holds the gate any more. */
export class GateUnblocked extends Schema.TaggedClass<GateUnblocked>()("GateUnblocked", {
  gate: GateId,
  /** Only money was waited for: what was tried before still counts, and the work goes on where it stopped. */
  resumes: Schema.optionalKey(Schema.Boolean)
}) {}

/** Work on the gate starts again, in its next round; an approval it had is void. */
export class GateReopened extends Schema.TaggedClass<GateReopened>()("GateReopened", {
  gate: GateId,
  /** From 1; 2 is the first time a gate is reopened. */
  round: Schema.Int,
  reason: Schema.NonEmptyString
}) {}

export const GateEvent = Schema.Union([
  GateOpened,
  GateSubmitted,
  ReviewOpened,
  GateReviewVoided,
  GateApproved,
  GateRejected,
  GateSkipped,
  GateBlocked,
  GateUnblocked,
  GateReopened
])
export type GateEvent = typeof GateEvent.Type
