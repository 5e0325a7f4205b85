/**
 * Phase history: one row for each round of each gate, with how long work and review took.
 */
import { HashMap, Schema } from "effect"
import { millisBetween, Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { GateId } from "./Gate.ts"
import type { GateApproved, GateRejected, GateSkipped } from "./GateEvent.ts"

export const PhaseRow = Schema.Struct({
  gate: GateId,
  round: Schema.Int,
  openedAt: Timestamp,
  submittedAt: Schema.NullOr(Timestamp),
  endedAt: Schema.NullOr(Timestamp),
  outcome: Schema.NullOr(Schema.Literals(["approved", "rejected", "skipped", "reopened"])),
  /** From opening to the last submission; null before. */
  workMillis: Schema.NullOr(Schema.Int),
  /** From the last submission to the decision; null before. A very short review is a rubber stamp. */
  reviewMillis: Schema.NullOr(Schema.Int)
})
export type PhaseRow = typeof PhaseRow.Type

/** Keys sort as text in the order of rounds. */
const keyOf = (gate: string, round: number): string => `${gate}/${String(round).padStart(3, "0")}`

/**
 * The gate's last round. Rounds follow each other from the first that has a row, 1 or, where the gate was skipped before
 * it was ever opened, 2; so the last is found by doubling and halving, however many there are.
 */
const current = (gate: string, rows: Projection.Rows<PhaseRow>): ReadonlyArray<string> => {
  const has = (round: number) => HashMap.has(rows, keyOf(gate, round))
  const first = [1, 2].find(has)
  if (first === undefined) return []
  let [last, beyond] = [first, first * 2]
  while (has(beyond)) [last, beyond] = [beyond, beyond * 2]
  while (beyond - last > 1) {
    const middle = (last + beyond) >>> 1
    if (has(middle)) last = middle
    else beyond = middle
  }
  return [keyOf(gate, last)]
}

type Ending = GateApproved | GateRejected | GateSkipped

const end = <E extends Ending>(
  outcome: NonNullable<PhaseRow["outcome"]>
): Projection.Handler<PhaseRow, E> => ({
  keys: (event, rows) => current(event.gate, rows),
  evolve: (row, _event, fact) => row && ended(row, outcome, fact.at)
})

const ended = (row: PhaseRow, outcome: NonNullable<PhaseRow["outcome"]>, at: Timestamp): PhaseRow => ({
  ...row,
  endedAt: at,
  outcome,
  reviewMillis: row.submittedAt === null ? null : millisBetween(row.submittedAt, at)
})

const opened = (gate: GateId, round: number, at: Timestamp): PhaseRow => ({
  gate,
  round,
  openedAt: at,
  submittedAt: null,
  endedAt: null,
  outcome: null,
  workMillis: null,
  reviewMillis: null
})

export const phaseBoard = Projection.make<PhaseRow>("phase", PhaseRow, {
  GateOpened: Projection.put(
    (event) => keyOf(event.gate, 1),
    (event, fact) => opened(event.gate, 1, fact.at)
  ),
  GateSubmitted: {
    keys: (event, rows) => current(event.gate, rows),
    evolve: (row, _event, fact) =>
      row && { ...row, submittedAt: fact.at, workMillis: millisBetween(row.openedAt, fact.at) }
  },
  GateApproved: end("approved"),
  GateRejected: end("rejected"),
  GateSkipped: end("skipped"),
  GateReopened: {
    keys: (event, rows) => [...current(event.gate, rows), keyOf(event.gate, event.round)],
    evolve: (row, event, fact) =>
      row === undefined
        ? opened(event.gate, event.round, fact.at)
        : row.endedAt === null
          ? ended(row, "reopened", fact.at)
          : row
  }
})
