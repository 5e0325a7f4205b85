/**
 * One row for each build.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import * as Projection from "../projection/Projection.ts"
import { ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { BuildId } from "./BuildEvent.ts"

export const BuildRow = Schema.Struct({
  buildId: BuildId,
  gate: GateId,
  tree: TreeDigest,
  steps: Schema.Array(ProofKind),
  sandbox: Schema.NonEmptyString,
  isolated: Schema.Boolean,
  /** Null while it runs. */
  outcome: Schema.NullOr(ProofOutcome),
  summary: Schema.NullOr(Schema.String),
  startedAt: Timestamp,
  finishedAt: Schema.NullOr(Timestamp)
})
export type BuildRow = typeof BuildRow.Type

export const buildBoard = Projection.make<BuildRow>("build", BuildRow, {
  BuildStarted: Projection.put(
    (event) => event.buildId,
    (event, fact) => ({
      buildId: event.buildId,
      gate: event.gate,
      tree: event.tree,
      steps: event.steps,
      sandbox: event.sandbox,
      isolated: event.isolated,
      outcome: null,
      summary: null,
      startedAt: fact.at,
      finishedAt: null
    })
  ),
  BuildFinished: Projection.change(
    (event) => event.buildId,
    (row, event, fact) => ({
      ...row,
      outcome: event.outcome,
      summary: event.summary,
      finishedAt: fact.at
    })
  ),
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows).flatMap(([key, row]) => (row.outcome === null ? [key] : [])),
    evolve: (row, event, fact) =>
      row && {
        ...row,
        outcome: "inconclusive",
        summary: `goes on in ${event.parent}`,
        finishedAt: fact.at
      }
  }
})
