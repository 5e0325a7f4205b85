/**
 * One row for each kind of proof about each tree: the latest. A proof about another tree says nothing about this one.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import * as Projection from "../projection/Projection.ts"
import * as RowIndex from "../projection/RowIndex.ts"
import { Proof } from "./Proof.ts"

export const ProofRow = Schema.Struct({
  ...Proof.fields,
  /** The gate whose work made it. */
  gate: GateId,
  recordedAt: Timestamp
})
export type ProofRow = typeof ProofRow.Type

export const proofKey = (kind: string, tree: string): string => `${kind}@${tree}`

/** By gate. */
const notPassed = RowIndex.make<ProofRow>(({ gate, outcome }) => (outcome === "passed" ? undefined : gate))

export const proofBoard = Projection.make<ProofRow>(
  "proof",
  ProofRow,
  {
    ProofRecorded: Projection.put(
      (event) => proofKey(event.proof.kind, event.proof.tree),
      (event, fact) => ({
        ...event.proof,
        gate: event.gate,
        recordedAt: fact.at
      })
    ),
    ProofRequested: {
      keys: (event) => [proofKey(event.kind, event.tree)],
      evolve: () => undefined
    },
    // What stood in the way may be gone, so whatever did not pass is proven again; money never stood in the way of that.
    GateUnblocked: {
      keys: (event, rows) => (event.resumes === true ? [] : notPassed.keysOf(rows, event.gate)),
      evolve: () => undefined
    },
    ProjectForked: {
      keys: (event) =>
        event.tree === null ? [] : event.again.map((kind) => proofKey(kind, event.tree ?? "")),
      evolve: () => undefined
    }
  },
  { index: notPassed }
)
