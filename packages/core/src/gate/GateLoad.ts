/**
 * What gates asked of people, in numbers: how often they decided, how long they looked, and how often that was too short
 * to have looked. Pure; a fold of rows that are there.
 */
import { Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "./Gate.ts"
import type { LoadRow } from "./LoadBoard.ts"
import type { PhaseRow } from "./PhaseBoard.ts"
import type { Review } from "./Review.ts"

const about = (description: string) => ({ description })
const Millis = Schema.NullOr(Schema.Int)

export const GateLoad = Schema.Struct({
  rounds: Schema.Int.annotate(about("How often work on it began")),
  submitted: Schema.Int.annotate(about("How often it was put to review")),
  reviews: Schema.Int.annotate(about("Reviews that people opened")),
  expired: Schema.Int.annotate(about("Reviews that nobody decided with before they expired")),
  byPerson: Schema.Int.annotate(about("Approvals by a person")),
  byPolicy: Schema.Int.annotate(about("Approvals by automation that the policy names")),
  byProof: Schema.Int.annotate(about("Approvals by the proofs alone")),
  rejected: Schema.Int.annotate(about("Rejections")),
  skipped: Schema.Int.annotate(about("How often it was skipped")),
  voided: Schema.Int.annotate(about("Reviews that began again, since what they were about had changed")),
  reopened: Schema.Int.annotate(about("How often it was reopened")),
  timed: Schema.Int.annotate(about("Approvals by a person whose review is known")),
  stamps: Schema.Int.annotate(about("Those within the seconds that the policy calls a rubber stamp")),
  stampRate: Schema.NullOr(Schema.Finite).annotate(
    about("Stamps among those, from 0 to 1; null when there are none")
  ),
  shortestMillis: Millis.annotate(about("Shortest time from opening a review to approving")),
  medianMillis: Millis.annotate(about("Median of that time; the lower of the two in the middle")),
  longestMillis: Millis.annotate(about("Longest of that time")),
  workMillis: Schema.Int.annotate(about("Time from opening to submission, over all rounds")),
  waitMillis: Schema.Int.annotate(about("Time from submission to the decision, over all rounds"))
})
export type GateLoad = typeof GateLoad.Type

export const LoadOfGate = Schema.Struct({ gate: GateId.annotate(about("The gate")), ...GateLoad.fields })
export type LoadOfGate = typeof LoadOfGate.Type

export interface LoadRows {
  readonly load: ReadonlyArray<LoadRow>
  readonly reviews: ReadonlyArray<Review>
  readonly phases: ReadonlyArray<PhaseRow>
}

/** Whether the approval with this review came too soon after it was opened. */
export const isStamp = (review: Review, stampSeconds: number): boolean =>
  review.status === "approved" &&
  review.decisionMillis !== null &&
  review.decisionMillis < stampSeconds * 1000

/** Over all the rows that are given, whichever gates they are of. */
export const gateLoad = (rows: LoadRows, stampSeconds: number, at: Timestamp): GateLoad => {
  const sum = (count: Exclude<keyof LoadRow, "gate">) => rows.load.reduce((all, row) => all + row[count], 0)
  const times = rows.reviews
    .flatMap(({ decisionMillis, status }) =>
      status === "approved" && decisionMillis !== null ? [decisionMillis] : []
    )
    .toSorted((a, b) => a - b)
  const stamps = rows.reviews.filter((review) => isStamp(review, stampSeconds)).length
  return {
    rounds: rows.phases.length,
    submitted: sum("submitted"),
    reviews: sum("reviews"),
    expired: rows.reviews.filter(({ expiresAt, status }) => status === "open" && expiresAt <= at).length,
    byPerson: sum("byPerson"),
    byPolicy: sum("byPolicy"),
    byProof: sum("byProof"),
    rejected: sum("rejected"),
    skipped: sum("skipped"),
    voided: sum("voided"),
    reopened: sum("reopened"),
    timed: times.length,
    stamps,
    stampRate: times.length === 0 ? null : stamps / times.length,
    shortestMillis: times[0] ?? null,
    medianMillis: times[(times.length - 1) >>> 1] ?? null,
    longestMillis: times.at(-1) ?? null,
    workMillis: rows.phases.reduce((all, { workMillis }) => all + (workMillis ?? 0), 0),
    waitMillis: rows.phases.reduce((all, { reviewMillis }) => all + (reviewMillis ?? 0), 0)
  }
}

/** Each gate by itself, in the order that is given. */
export const loadByGate = (
  gates: ReadonlyArray<GateId>,
  rows: LoadRows,
  stampSeconds: number,
  at: Timestamp
): ReadonlyArray<LoadOfGate> =>
  gates.map((gate) => {
    const own = <Row extends { readonly gate: GateId }>(all: ReadonlyArray<Row>) =>
      all.filter((row) => row.gate === gate)
    const ownRows = { load: own(rows.load), reviews: own(rows.reviews), phases: own(rows.phases) }
    return { gate, ...gateLoad(ownRows, stampSeconds, at) }
  })
