/**
 * The ways in which a review gives no right to approve. Nothing was changed.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "./Gate.ts"
import { ReviewId, ReviewStatus } from "./Review.ts"

const again = (gate: GateId) => `Look at ${gate} again: \`gates.review\` opens a new review.`

/** There is no such review, or it is of another gate. */
export class ReviewUnknown extends Schema.TaggedError<ReviewUnknown>()("ReviewUnknown", {
  review: ReviewId,
  gate: GateId
}) {
  override get message() {
    return `There is no ${this.review} of ${this.gate}. ${again(this.gate)}`
  }
}

/** Somebody else opened it. */
export class ReviewNotYours extends Schema.TaggedError<ReviewNotYours>()("ReviewNotYours", {
  review: ReviewId,
  gate: GateId
}) {
  override get message() {
    return `${this.review} of ${this.gate} was opened by somebody else, and only who was shown the evidence can decide with it. ${again(this.gate)}`
  }
}

/** It was decided with already, or what it was about has changed. */
export class ReviewOver extends Schema.TaggedError<ReviewOver>()("ReviewOver", {
  review: ReviewId,
  gate: GateId,
  status: ReviewStatus,
  reason: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return this.status === "void"
      ? `${this.review} of ${this.gate} is void: ${this.reason ?? "what it was about has changed"}. ${again(this.gate)}`
      : `${this.review} of ${this.gate} was used: the gate was ${this.status} with it. ${again(this.gate)}`
  }
}

export class ReviewExpired extends Schema.TaggedError<ReviewExpired>()("ReviewExpired", {
  review: ReviewId,
  gate: GateId,
  expiresAt: Timestamp
}) {
  override get message() {
    return `${this.review} of ${this.gate} expired at ${this.expiresAt}. ${again(this.gate)}`
  }
}

/** The policy wants this gate to be looked at by itself. */
export class NotInBatch extends Schema.TaggedError<NotInBatch>()("NotInBatch", { gate: GateId }) {
  override get message() {
    return `The policy says that ${this.gate} is approved one by one. Approve it by itself: \`gates.approve\`.`
  }
}
