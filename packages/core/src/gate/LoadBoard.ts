/**
 * What each gate asked of people: one row for each gate with how often it was looked at and how that ended. How long
 * people looked is in the reviews.
 */
import { Schema } from "effect"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import * as Projection from "../projection/Projection.ts"
import { GateId } from "./Gate.ts"

export const LoadRow = Schema.Struct({
  gate: GateId,
  submitted: Schema.Int,
  /** Reviews that were opened. */
  reviews: Schema.Int,
  /** Approvals by whose word: a person's, automation that the policy names, the proofs alone. */
  byPerson: Schema.Int,
  byPolicy: Schema.Int,
  byProof: Schema.Int,
  rejected: Schema.Int,
  skipped: Schema.Int,
  /** Reviews that began again since what they were about had changed. */
  voided: Schema.Int,
  reopened: Schema.Int
})
export type LoadRow = typeof LoadRow.Type

type Count = Exclude<keyof LoadRow, "gate">

const counts = {
  submitted: 0,
  reviews: 0,
  byPerson: 0,
  byPolicy: 0,
  byProof: 0,
  rejected: 0,
  skipped: 0,
  voided: 0,
  reopened: 0
}

const counted = <E extends Extract<FactoryEvent, { readonly gate: GateId }>>(
  countOf: (event: E) => Count
): Projection.Handler<LoadRow, E> =>
  Projection.put(
    (event) => event.gate,
    (event, _fact, before) => {
      const row = before ?? { gate: event.gate, ...counts }
      const count = countOf(event)
      return { ...row, [count]: row[count] + 1 }
    }
  )

const byAuthority = { person: "byPerson", policy: "byPolicy", proof: "byProof" } as const

export const loadBoard = Projection.make<LoadRow>("load", LoadRow, {
  GateSubmitted: counted(() => "submitted"),
  ReviewOpened: counted(() => "reviews"),
  GateApproved: counted((event) => byAuthority[event.authority]),
  GateRejected: counted(() => "rejected"),
  GateSkipped: counted(() => "skipped"),
  GateReviewVoided: counted(() => "voided"),
  GateReopened: counted(() => "reopened")
})
