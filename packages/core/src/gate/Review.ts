/**
 * A review is a person's right to decide about a gate: opened when they are shown the evidence, about exactly that evidence,
 * for a while, once. Says nothing about how a gate passes.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { EvidenceDigest } from "./Evidence.ts"
import { GateId } from "./Gate.ts"

/** `review-<n>`, counted within the project from 1. */
export const ReviewId = Schema.String.check(Schema.isPattern(/^review-[1-9]\d{0,8}$/)).pipe(
  Schema.brand("ReviewId")
)
export type ReviewId = typeof ReviewId.Type

/** `void`: what it was about is not there any more, or somebody else decided first. */
export const ReviewStatus = Schema.Literals(["open", "approved", "rejected", "void"])
export type ReviewStatus = typeof ReviewStatus.Type

export const Review = Schema.Struct({
  review: ReviewId,
  gate: GateId,
  /** The gate's round. */
  round: Schema.Int,
  /** What was shown, and what alone can be approved with it. */
  digest: EvidenceDigest,
  by: Actor,
  openedAt: Timestamp,
  expiresAt: Timestamp,
  status: ReviewStatus,
  /** When it was decided or became void; null while it is open, also after it has expired. */
  endedAt: Schema.NullOr(Timestamp),
  /** From opening to the decision; null before, and when it became void. A very short one is a rubber stamp. */
  decisionMillis: Schema.NullOr(Schema.Int),
  /** Why it is void; null otherwise. */
  reason: Schema.NullOr(Schema.String)
})
export type Review = typeof Review.Type
