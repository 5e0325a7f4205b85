/**
 * What may be asked of a gate.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { FilePath } from "../tree/Tree.ts"
import { EvidenceDigest } from "./Evidence.ts"
import { GateId } from "./Gate.ts"
import { ReviewId } from "./Review.ts"

export class OpenGate extends Schema.TaggedClass<OpenGate>()("OpenGate", { gate: GateId }) {}

/** Asks for review. `digest` is the SHA-256 of the evidence that is there now. */
export class SubmitGate extends Schema.TaggedClass<SubmitGate>()("SubmitGate", {
  gate: GateId,
  digest: EvidenceDigest
}) {}

/** Begins a review of what is there now. */
export class OpenReview extends Schema.TaggedClass<OpenReview>()("OpenReview", {
  gate: GateId,
  /** What the person is shown; refused when it is something else by now. */
  digest: EvidenceDigest,
  at: Timestamp
}) {}

/** A person's decision about exactly the evidence they reviewed. */
export class ApproveGate extends Schema.TaggedClass<ApproveGate>()("ApproveGate", {
  gate: GateId,
  /** The person's own review, which says what they saw. */
  review: ReviewId,
  at: Timestamp,
  /** One of several gates that are approved at once. */
  inBatch: Schema.optionalKey(Schema.Boolean),
  /** Whether findings that may be let stand are let stand. */
  accept: Schema.Boolean,
  comment: Schema.String,
  /** The design that is picked, where the gate offers some. */
  design: Schema.NullOr(FilePath)
}) {}

/** Passes a gate without a person, where its definition or the policy says so. */
export class PassGate extends Schema.TaggedClass<PassGate>()("PassGate", {
  gate: GateId,
  reviewed: EvidenceDigest
}) {}

export class RejectGate extends Schema.TaggedClass<RejectGate>()("RejectGate", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}
export class SkipGate extends Schema.TaggedClass<SkipGate>()("SkipGate", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}
export class ReopenGate extends Schema.TaggedClass<ReopenGate>()("ReopenGate", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}

export const GateCommand = Schema.Union([
  OpenGate,
  SubmitGate,
  OpenReview,
  ApproveGate,
  PassGate,
  RejectGate,
  SkipGate,
  ReopenGate
])
export type GateCommand = typeof GateCommand.Type
