/**
 * One row for each claim. That a lease ended shows in no row until somebody else claims the run: rows know no clock.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { AnswerFinding } from "../agent/AgentRunEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Claimant, ClaimId } from "./Claim.ts"

/**
 * `held`: in force until its lease ends. `lost`: somebody else claimed the run after that. `ended`: the run came to an end
 * without an answer under this claim.
 */
export const ClaimStatus = Schema.Literals(["held", "answered", "released", "lost", "ended"])
export type ClaimStatus = typeof ClaimStatus.Type

export const ClaimRow = Schema.Struct({
  claimId: ClaimId,
  runId: AgentRunId,
  claimant: Claimant,
  status: ClaimStatus,
  claimedAt: Timestamp,
  until: Timestamp,
  /** Answers under this claim that could not be used. */
  refusals: Schema.Int,
  /** The last of them. */
  refused: Schema.NullOr(
    Schema.Struct({ answer: BlobDigest, findings: Schema.NonEmptyArray(AnswerFinding) })
  ),
  /** The answer that was accepted, and what its files are kept under. */
  answer: Schema.NullOr(BlobDigest),
  files: Schema.NullOr(BlobDigest),
  endedAt: Schema.NullOr(Timestamp)
})
export type ClaimRow = typeof ClaimRow.Type

type Rows = Projection.Rows<ClaimRow>

const heldOn = (rows: Rows, run: AgentRunId): ReadonlyArray<string> =>
  Array.from(rows).flatMap(([key, row]) => (row.runId === run && row.status === "held" ? [key] : []))

const ended = {
  keys: (event: { readonly runId: AgentRunId }, rows: Rows) => heldOn(rows, event.runId),
  evolve: (row: ClaimRow | undefined, _event: unknown, fact: { readonly at: Timestamp }) =>
    row && { ...row, status: "ended" as const, endedAt: fact.at }
}

export const claimBoard = Projection.make<ClaimRow>("claim", ClaimRow, {
  AgentRunClaimed: {
    keys: (event, rows) => [
      ...heldOn(rows, event.runId).filter((key) => key !== event.claimId),
      event.claimId
    ],
    evolve: (row, event, fact, key) =>
      key !== event.claimId
        ? row && { ...row, status: "lost", endedAt: fact.at }
        : {
            claimId: event.claimId,
            runId: event.runId,
            claimant: event.claimant,
            status: "held",
            claimedAt: fact.at,
            until: event.until,
            refusals: 0,
            refused: null,
            answer: null,
            files: null,
            endedAt: null
          }
  },
  AgentRunClaimRenewed: Projection.change(
    (event) => event.claimId,
    (row, event) => ({ ...row, until: event.until })
  ),
  AgentRunClaimRefused: Projection.change(
    (event) => event.claimId,
    (row, { answer, findings }) => ({ ...row, refusals: row.refusals + 1, refused: { answer, findings } })
  ),
  AgentRunClaimReleased: Projection.change(
    (event) => event.claimId,
    (row, _event, fact) => ({ ...row, status: "released", endedAt: fact.at })
  ),
  AgentRunAnswered: {
    keys: (event) => (event.claim === undefined ? [] : [event.claim]),
    evolve: (row, event, fact) =>
      row && {
        ...row,
        status: "answered",
        answer: event.answer,
        files: event.files ?? null,
        endedAt: fact.at
      }
  },
  AgentRunRefused: ended,
  AgentRunFailed: ended,
  AgentRunCancelled: ended,
  // Nothing that is on its way goes over into a fork.
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows).flatMap(([key, row]) => (row.status === "held" ? [key] : [])),
    evolve: ended.evolve
  }
})
