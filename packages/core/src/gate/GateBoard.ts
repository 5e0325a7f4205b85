/**
 * One row for each gate of the pipeline.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { Evidence, EvidenceDigest } from "./Evidence.ts"
import { GateId, GateStatus } from "./Gate.ts"
import { Authority } from "./GateEvent.ts"

export const GateRow = Schema.Struct({
  gate: GateId,
  title: Schema.NonEmptyString,
  /** Place in the pipeline, from 0. */
  order: Schema.Int,
  status: GateStatus,
  /** From 1; rises when the gate is reopened. */
  round: Schema.Int,
  /** What was submitted last, and its digest; null before. */
  evidence: Schema.NullOr(Evidence),
  digest: Schema.NullOr(EvidenceDigest),
  approval: Schema.NullOr(
    Schema.Struct({
      authority: Authority,
      by: Actor,
      at: Timestamp,
      accepted: Schema.Array(Schema.String),
      comment: Schema.String
    })
  ),
  /** Why it is rejected, skipped, blocked or reopened; null otherwise. */
  reason: Schema.NullOr(Schema.String),
  openedAt: Schema.NullOr(Timestamp),
  submittedAt: Schema.NullOr(Timestamp),
  decidedAt: Schema.NullOr(Timestamp)
})
export type GateRow = typeof GateRow.Type

export const gateBoard = Projection.make<GateRow>("gate", GateRow, {
  ProjectCreated: {
    keys: (event) => event.pipeline.gates.map((gate) => gate.id),
    evolve: (_row, event, _fact, key) => {
      const order = event.pipeline.gates.findIndex((gate) => gate.id === key)
      const gate = event.pipeline.gates[order]!
      return {
        gate: gate.id,
        title: gate.title,
        order,
        status: "pending",
        round: 1,
        evidence: null,
        digest: null,
        approval: null,
        reason: null,
        openedAt: null,
        submittedAt: null,
        decidedAt: null
      }
    }
  },
  GateOpened: Projection.change(
    (event) => event.gate,
    (row, _event, fact) => ({
      ...row,
      status: "open",
      openedAt: fact.at
    })
  ),
  GateSubmitted: Projection.change(
    (event) => event.gate,
    (row, event, fact) => ({
      ...row,
      status: "in-review",
      evidence: event.evidence,
      digest: event.digest,
      reason: null,
      submittedAt: fact.at
    })
  ),
  GateReviewVoided: Projection.change(
    (event) => event.gate,
    (row, event) => ({
      ...row,
      status: "open",
      reason: event.reason
    })
  ),
  GateApproved: Projection.change(
    (event) => event.gate,
    (row, event, fact) => ({
      ...row,
      status: "approved",
      reason: null,
      decidedAt: fact.at,
      approval: {
        authority: event.authority,
        by: fact.actor,
        at: fact.at,
        accepted: event.accepted,
        comment: event.comment
      }
    })
  ),
  GateRejected: Projection.change(
    (event) => event.gate,
    (row, event, fact) => ({
      ...row,
      status: "rejected",
      reason: event.reason,
      decidedAt: fact.at
    })
  ),
  GateSkipped: Projection.change(
    (event) => event.gate,
    (row, event, fact) => ({
      ...row,
      status: "skipped",
      reason: event.reason,
      decidedAt: fact.at
    })
  ),
  GateBlocked: Projection.change(
    (event) => event.gate,
    (row, event) => ({
      ...row,
      status: "blocked",
      reason: event.reason
    })
  ),
  GateUnblocked: Projection.change(
    (event) => event.gate,
    (row) => ({ ...row, status: "open", reason: null })
  ),
  GateReopened: Projection.change(
    (event) => event.gate,
    (row, event, fact) => ({
      ...row,
      status: "reopened",
      round: event.round,
      approval: null,
      reason: event.reason,
      openedAt: fact.at,
      submittedAt: null,
      decidedAt: null
    })
  )
})
