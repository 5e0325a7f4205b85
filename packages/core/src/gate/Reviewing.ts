/**
 * When a review begins, and whether one gives the right to approve. Pure; the time arrives in the command.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { RefusalReason } from "../command/CommandRefused.ts"
import type { Decision } from "../command/Decide.ts"
import { plusMillis, type Timestamp } from "../event/Timestamp.ts"
import { evidenceOf } from "../pipeline/GateProgress.ts"
import { reviewHours } from "../pipeline/Policy.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { canonicalEvidence, type EvidenceDigest } from "./Evidence.ts"
import type { GateRow } from "./GateBoard.ts"
import type { OpenReview } from "./GateCommand.ts"
import { EvidenceStale, PersonRequired } from "./GateError.ts"
import { ReviewOpened } from "./GateEvent.ts"
import { type Review, ReviewId } from "./Review.ts"
import { ReviewExpired, ReviewNotYours, ReviewOver, ReviewUnknown } from "./ReviewError.ts"

/** Whether the gate's evidence is another by now than what was submitted, or than what was reviewed. */
export const isStale = (state: ProjectState, gate: GateRow, reviewed: EvidenceDigest): boolean => {
  const now = evidenceOf(state, gate.gate)
  return (
    gate.digest !== reviewed ||
    gate.evidence === null ||
    now === undefined ||
    canonicalEvidence(now) !== canonicalEvidence(gate.evidence)
  )
}

/** The review that the actor can decide about the gate with at that time; undefined when there is none. */
export const reviewInForce = (
  state: ProjectState,
  gate: GateRow,
  actor: Actor,
  at: Timestamp
): Review | undefined =>
  rowsOf(state, "review").find(
    (review) =>
      review.gate === gate.gate &&
      review.status === "open" &&
      review.digest === gate.digest &&
      isSame(review.by, actor) &&
      at < review.expiresAt
  )

/** Somebody who is shown the same again goes on with the review they have, so that its time is counted from its beginning. */
export const openReview = (
  command: OpenReview,
  state: ProjectState,
  project: ProjectRow,
  gate: GateRow,
  actor: Actor
): Decision => {
  if (actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isStale(state, gate, command.digest))
    return Result.fail(new EvidenceStale({ gate: gate.gate, reviewed: command.digest, current: gate.digest }))
  if (reviewInForce(state, gate, actor, command.at) !== undefined) return Result.succeed([])
  return Result.succeed([
    new ReviewOpened({
      review: ReviewId.make(`review-${rowsOf(state, "review").length + 1}`),
      gate: gate.gate,
      round: gate.round,
      digest: command.digest,
      expiresAt: plusMillis(command.at, reviewHours(project.policy) * 3_600_000)
    })
  ])
}

/** The review, if the actor may approve the gate with it now. */
export const usable = (
  command: { readonly review: ReviewId; readonly at: Timestamp },
  state: ProjectState,
  gate: GateRow,
  actor: Actor
): Result.Result<Review, RefusalReason> => {
  const named = { review: command.review, gate: gate.gate }
  const review = rowOf(state, "review", command.review)
  if (review?.gate !== gate.gate) return Result.fail(new ReviewUnknown(named))
  if (!isSame(review.by, actor)) return Result.fail(new ReviewNotYours(named))
  if (review.status !== "open")
    return Result.fail(new ReviewOver({ ...named, status: review.status, reason: review.reason }))
  if (command.at >= review.expiresAt)
    return Result.fail(new ReviewExpired({ ...named, expiresAt: review.expiresAt }))
  return isStale(state, gate, review.digest)
    ? Result.fail(new EvidenceStale({ gate: gate.gate, reviewed: review.digest, current: gate.digest }))
    : Result.succeed(review)
}

const isSame = (a: Actor, b: Actor): boolean => a.kind === b.kind && a.id === b.id
