/**
 * What a project remembers of what was tried: one row for each agent run with how it ended and what came of it, one for
 * each time that a person sent a gate's work back, and one for each entry of the registers that says since when it
 * counts. What the entries say is in the registers.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { AnswerFinding } from "../agent/AgentRunEvent.ts"
import type { Fact } from "../event/EventCodec.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import type { GateRejected, GateReopened } from "../gate/GateEvent.ts"
import * as Projection from "../projection/Projection.ts"
import * as RowIndex from "../projection/RowIndex.ts"
import { ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { EntryId } from "../register/Register.ts"
import { TreeDigest } from "../tree/Tree.ts"

const place = {
  gate: GateId,
  /** Place of the first event about it in the project's stream. */
  version: Schema.Int,
  /** When anything last happened to it. */
  at: Timestamp
}

export const Attempt = Schema.TaggedStruct("Attempt", {
  ...place,
  runId: AgentRunId,
  step: Schema.NonEmptyString,
  agent: AgentName,
  purpose: AgentPurpose,
  ended: Schema.NullOr(Schema.Literals(["completed", "refused", "failed", "cancelled"])),
  /** Why the answer was refused. */
  findings: Schema.Array(AnswerFinding),
  /** Why it failed or was cancelled. */
  detail: Schema.NullOr(Schema.String),
  /** The proof that a repair was about, with the tree that it failed on. */
  repairs: Schema.NullOr(Schema.Struct({ kind: ProofKind, failed: Schema.NonEmptyString })),
  /** The tree that it made, null when it made none; what it changed is in the commit under its id. */
  tree: Schema.NullOr(TreeDigest),
  /** What the proof that it was to mend said of that tree. */
  afterwards: Schema.NullOr(Schema.Struct({ outcome: ProofOutcome, summary: Schema.String }))
})
export type Attempt = typeof Attempt.Type

export const Rejection = Schema.TaggedStruct("Rejection", { ...place, reason: Schema.String })
export type Rejection = typeof Rejection.Type

/** A decision, note or memory when it was made; a blocker, query or escalation when it was settled. */
export const Entered = Schema.TaggedStruct("Entered", { id: EntryId, version: Schema.Int })
export type Entered = typeof Entered.Type

export const MemoryRow = Schema.Union([Attempt, Rejection, Entered])
export type MemoryRow = typeof MemoryRow.Type

const byTree = RowIndex.make<MemoryRow>((row) =>
  row._tag === "Attempt" ? (row.tree ?? undefined) : undefined
)

/** What a repair is about is said before its run is. */
const unknown = { step: "unknown", agent: AgentName.make("unknown"), purpose: "heal" } as const

const begun: Omit<Attempt, "_tag" | "gate" | "version" | "at" | "runId" | "step" | "agent" | "purpose"> = {
  ended: null,
  findings: [],
  detail: null,
  repairs: null,
  tree: null,
  afterwards: null
}

const changed = <E extends { readonly runId: string }>(evolve: (event: E) => Partial<Attempt>) => ({
  keys: (event: E) => [event.runId],
  evolve: (row: MemoryRow | undefined, event: E, fact: { readonly at: Timestamp }) =>
    row?._tag === "Attempt" ? { ...row, ...evolve(event), at: fact.at } : row
})

function rejection<E extends GateRejected | GateReopened>(): Projection.Handler<MemoryRow, E> {
  return {
    // LayerCake reopens a gate with the reason of the rejection, which is known by then, and later gates because of it.
    keys: (event, _rows, fact: Fact<E>) =>
      fact.actor.kind === "person" && !/^\S+ was reopened$/.test(event.reason)
        ? [`rejection/${event.gate}/${fact.version}`]
        : [],
    evolve: (_row, { gate, reason }, { at, version }) => ({ _tag: "Rejection", gate, version, at, reason })
  }
}

const entered = { keys: (event: { readonly id: EntryId }) => [event.id], evolve: entry }

function entry(
  _row: MemoryRow | undefined,
  { id }: { readonly id: EntryId },
  { version }: { readonly version: number }
): MemoryRow {
  return { _tag: "Entered", id, version }
}

export const memoryBoard = Projection.make<MemoryRow>(
  "memory",
  MemoryRow,
  {
    HealStarted: Projection.put(
      (event) => event.runId,
      ({ gate, kind, proofId, runId, step }, { at, version }) => ({
        _tag: "Attempt",
        ...begun,
        ...unknown,
        gate,
        version,
        at,
        runId,
        step,
        repairs: { kind, failed: proofId }
      })
    ),
    AgentRunStarted: Projection.put(
      (event) => event.runId,
      ({ agent, gate, purpose, runId, step }, { at, version }, row) => ({
        _tag: "Attempt",
        ...begun,
        repairs: row?._tag === "Attempt" ? row.repairs : null,
        gate,
        version,
        at,
        runId,
        step,
        agent,
        purpose
      })
    ),
    AgentRunRefused: changed(({ findings }) => ({ ended: "refused", findings })),
    AgentRunCompleted: changed(() => ({ ended: "completed" })),
    AgentRunFailed: changed(({ detail, reason }) => ({
      ended: "failed",
      detail: `${reason}: ${detail}`
    })),
    AgentRunCancelled: changed(({ reason }) => ({ ended: "cancelled", detail: reason })),
    TreeChanged: {
      keys: (event) => [event.cause],
      evolve: (row, { tree }, { at }) => (row?._tag === "Attempt" ? { ...row, tree, at } : row)
    },
    ProofRecorded: {
      keys: ({ proof }, rows) => byTree.keysOf(rows, proof.tree),
      evolve: (row, { proof }, { at }) =>
        row?._tag === "Attempt" && row.repairs?.kind === proof.kind
          ? { ...row, afterwards: { outcome: proof.outcome, summary: proof.summary }, at }
          : row
    },
    DecisionRecorded: entered,
    NoteAdded: entered,
    MemoryKept: entered,
    MemoryRevised: entered,
    // What was forgotten is not remembered here either.
    MemoryForgotten: { keys: (event) => [event.id], evolve: () => undefined },
    BlockerResolved: entered,
    QueryAnswered: entered,
    EscalationResolved: entered,
    GateRejected: rejection(),
    GateReopened: rejection()
  },
  { index: byTree }
)
