/**
 * One measured figure: what is printed, and how it is made from samples. Measures nothing itself.
 */
import { Schema } from "effect"

/** How a target is met: by `ours`, or by `ratio`, at least or below. */
export const Sense = Schema.Literals(["ours >=", "ours <", "ratio >="])
export type Sense = typeof Sense.Type

export const Figure = Schema.Struct({
  bench: Schema.NonEmptyString,
  /** `.../s` is better when more, anything else when less. */
  unit: Schema.NonEmptyString,
  /** Median of our samples. */
  ours: Schema.Finite,
  /** Who was measured beside us; null when nobody. */
  peer: Schema.NullOr(Schema.String),
  /** Median of the peer's samples. */
  theirs: Schema.NullOr(Schema.Finite),
  /** Above 1 when ours is better: ours / theirs where more is better, theirs / ours where less is. */
  ratio: Schema.NullOr(Schema.Finite),
  /** Null when there is none, or when it was not measured at full size. */
  target: Schema.NullOr(Schema.Finite),
  sense: Schema.NullOr(Sense),
  met: Schema.NullOr(Schema.Boolean),
  runs: Schema.Int,
  /** What the medians are of, in the order of the runs. */
  samples: Schema.Struct({ ours: Schema.Array(Schema.Finite), theirs: Schema.Array(Schema.Finite) })
})
export type Figure = typeof Figure.Type

export interface Target {
  readonly sense: Sense
  readonly value: number
}

export const atLeast = (value: number): Target => ({ sense: "ours >=", value })
export const below = (value: number): Target => ({ sense: "ours <", value })
export const ratioOf = (value: number): Target => ({ sense: "ratio >=", value })

export interface Samples {
  readonly bench: string
  readonly unit: string
  readonly ours: ReadonlyArray<number>
  readonly peer?: string
  readonly theirs?: ReadonlyArray<number>
  readonly target?: Target
}

export const figureOf = ({ bench, unit, ours, peer, theirs, target }: Samples): Figure => {
  const our = round(median(ours))
  const their = theirs === undefined ? null : round(median(theirs))
  const ratio = their === null ? null : round(isRate(unit) ? our / their : their / our)
  return {
    bench,
    unit,
    ours: our,
    peer: peer ?? null,
    theirs: their,
    ratio,
    target: target?.value ?? null,
    sense: target?.sense ?? null,
    met: target === undefined ? null : isMet(target, our, ratio),
    runs: ours.length,
    samples: { ours: ours.map(round), theirs: (theirs ?? []).map(round) }
  }
}

const isRate = (unit: string) => unit.endsWith("/s")

const isMet = ({ sense, value }: Target, ours: number, ratio: number | null): boolean => {
  switch (sense) {
    case "ours >=":
      return ours >= value
    case "ours <":
      return ours < value
    case "ratio >=":
      return ratio !== null && ratio >= value
  }
}

/** The middle one; of an even number, half-way between the two in the middle. NaN of none. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that so large a share of the values, from 0 to 1, does not exceed (nearest rank). NaN of none. */
export const percentile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN

/** Four significant digits: no figure here is known better than that. */
const round = (value: number): number => (value >= 1000 ? Math.round(value) : Number(value.toPrecision(4)))
