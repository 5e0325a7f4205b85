/**
 * One row for each kind of proof that a gate had to repair: the repair in progress or the last one.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import * as Projection from "../projection/Projection.ts"
import { ProofKind } from "../proof/Proof.ts"

export const HealRow = Schema.Struct({
  gate: GateId,
  kind: ProofKind,
  status: Schema.Literals(["running", "succeeded", "exhausted"]),
  attempts: Schema.Int,
  updatedAt: Timestamp
})
export type HealRow = typeof HealRow.Type

export const healKey = (gate: string, kind: string): string => `${gate}/${kind}`

export const healBoard = Projection.make<HealRow>("heal", HealRow, {
  HealStarted: Projection.put(
    (event) => healKey(event.gate, event.kind),
    (event, fact) => ({
      gate: event.gate,
      kind: event.kind,
      status: "running",
      attempts: event.attempt,
      updatedAt: fact.at
    })
  ),
  HealSucceeded: Projection.change(
    (event) => healKey(event.gate, event.kind),
    (row, _event, fact) => ({
      ...row,
      status: "succeeded",
      updatedAt: fact.at
    })
  ),
  HealExhausted: Projection.put(
    (event) => healKey(event.gate, event.kind),
    (event, fact) => ({
      gate: event.gate,
      kind: event.kind,
      status: "exhausted",
      attempts: event.attempts,
      updatedAt: fact.at
    })
  ),
  GateUnblocked: {
    keys: (event, rows) =>
      event.resumes === true
        ? []
        : Array.from(rows).flatMap(([key, row]) => (row.gate === event.gate ? [key] : [])),
    evolve: () => undefined
  }
})
