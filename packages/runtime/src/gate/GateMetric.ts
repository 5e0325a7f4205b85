/**
 * What is measured of people's approvals in this process. The figures of every process are in `gates.load`.
 */
import { isStamp } from "@layercake/core/gate/GateLoad"
import type { Review } from "@layercake/core/gate/Review"
import { Effect, Metric } from "effect"

export const approvals = Metric.counter("layercake_gate_approvals", {
  description: "Approvals by a person, by whether they came too soon after the review was opened",
  incremental: true
})

export const decision = Metric.histogram("layercake_gate_decision_millis", {
  description: "Milliseconds from opening a review to approving with it",
  boundaries: Metric.exponentialBoundaries({ start: 1000, factor: 4, count: 12 })
})

/** Of a review that was just used. */
export const recordApproval = (review: Review, stampSeconds: number) => {
  const stamp = isStamp(review, stampSeconds) ? "yes" : "no"
  return Effect.andThen(
    Metric.update(Metric.withAttributes(approvals, { stamp }), 1),
    Metric.update(decision, review.decisionMillis ?? 0)
  )
}
