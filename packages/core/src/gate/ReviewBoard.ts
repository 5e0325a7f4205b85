/**
 * One row for each review of a gate. Whatever ends a gate's being in review ends its open reviews.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { millisBetween } from "../event/Timestamp.ts"
import type { Fact } from "../event/EventCodec.ts"
import * as Projection from "../projection/Projection.ts"
import { Review } from "./Review.ts"

const decided = (row: Review, status: "approved" | "rejected", { at }: Fact): Review => ({
  ...row,
  status,
  endedAt: at,
  decisionMillis: millisBetween(row.openedAt, at)
})

const voided = (row: Review, reason: string, { at }: Fact): Review => ({
  ...row,
  status: "void",
  endedAt: at,
  reason
})

/** Changes every open review of the gate that the event names; of every gate when it names none. */
const ending = <E extends FactoryEvent>(
  evolve: (row: Review, event: E, fact: Fact<E>) => Review
): Projection.Handler<Review, E> => ({
  keys: (event, rows) =>
    Array.from(rows).flatMap(([key, row]) =>
      row.status === "open" && (!("gate" in event) || event.gate === row.gate) ? [key] : []
    ),
  evolve: (row, event, fact) => row && evolve(row, event, fact)
})

export const reviewBoard = Projection.make<Review>("review", Review, {
  ReviewOpened: Projection.put(
    (event) => event.review,
    (event, fact) => ({
      review: event.review,
      gate: event.gate,
      round: event.round,
      digest: event.digest,
      by: fact.actor,
      openedAt: fact.at,
      expiresAt: event.expiresAt,
      status: "open",
      endedAt: null,
      decisionMillis: null,
      reason: null
    })
  ),
  GateApproved: ending((row, event, fact) =>
    row.review === event.review
      ? decided(row, "approved", fact)
      : voided(row, "the gate was approved meanwhile", fact)
  ),
  GateRejected: ending((row, _event, fact) =>
    row.by.kind === fact.actor.kind && row.by.id === fact.actor.id
      ? decided(row, "rejected", fact)
      : voided(row, "the gate was rejected meanwhile", fact)
  ),
  GateSkipped: ending((row, _event, fact) => voided(row, "the gate was skipped", fact)),
  GateReviewVoided: ending((row, event, fact) => voided(row, event.reason, fact)),
  GateBlocked: ending((row, _event, fact) => voided(row, "the gate was blocked", fact)),
  GateReopened: ending((row, _event, fact) => voided(row, "the gate was reopened", fact)),
  ProjectForked: ending((row, _event, fact) => voided(row, "the project was forked", fact))
})
