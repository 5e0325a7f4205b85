/**
 * Three projections of the registers: what waits for somebody, the risks, and what was said once and is kept.
 */
import { Struct } from "effect"
import type { Fact } from "../event/EventCodec.ts"
import * as Projection from "../projection/Projection.ts"
import { type Hold, type HoldKind, Hold as HoldSchema, Record, Risk } from "./Register.ts"
import type {
  BlockerRaised,
  BlockerResolved,
  EscalationRaised,
  EscalationResolved,
  QueryAnswered,
  QueryAsked,
  QueryRouted
} from "./RegisterEvent.ts"

export const holdBoard = Projection.make<Hold>(
  "hold",
  HoldSchema,
  {
    BlockerRaised: raise("blocker"),
    QueryAsked: raise("query"),
    EscalationRaised: raise("escalation"),
    QueryRouted: Projection.change(
      (event: QueryRouted) => event.id,
      (row, event) => ({ ...row, routed: event.reason })
    ),
    BlockerResolved: resolve(),
    QueryAnswered: resolve(),
    EscalationResolved: resolve(),
    EntryAssigned: Projection.change(
      (event) => event.id,
      (row, { to }) => (to === null ? Struct.omit(row, ["assignee"]) : { ...row, assignee: to })
    ),
    EntryReopened: Projection.change(
      (event) => event.id,
      (row) => ({
        ...row,
        open: true,
        // The agent that it was put to has had its turn.
        ...(row.to === undefined ? {} : { routed: row.routed ?? "It was opened again." }),
        reopened: (row.reopened ?? 0) + 1,
        resolution: null,
        resolvedBy: null,
        resolvedAt: null
      })
    )
  },
  { fold: 2 }
)

export const riskBoard = Projection.make<Risk>(
  "risk",
  Risk,
  {
    RiskIdentified: Projection.put(
      (event) => event.id,
      (event, fact) => ({
        id: event.id,
        title: event.title,
        severity: event.severity,
        mitigation: event.mitigation,
        open: true,
        updatedAt: fact.at
      })
    ),
    // What was accepted was accepted as it was.
    RiskUpdated: Projection.change(
      (event) => event.id,
      (row, { mitigation, severity, title }, fact) => ({
        ...Struct.omit(row, ["accepted"]),
        title: title ?? row.title,
        severity: severity ?? row.severity,
        mitigation: mitigation ?? row.mitigation,
        updatedAt: fact.at
      })
    ),
    RiskAccepted: Projection.change(
      (event) => event.id,
      (row, { reason }, { actor, at }) => ({ ...row, accepted: { by: actor, at, reason }, updatedAt: at })
    ),
    RiskClosed: Projection.change(
      (event) => event.id,
      (row, { resolution }, fact) => ({ ...row, open: false, resolution, updatedAt: fact.at })
    )
  },
  { fold: 2 }
)

export const recordBoard = Projection.make<Record>(
  "record",
  Record,
  {
    DecisionRecorded: Projection.put(
      (event) => event.id,
      (event, fact) => ({
        id: event.id,
        kind: "decision",
        title: event.title,
        text: event.reason,
        by: fact.actor,
        at: fact.at
      })
    ),
    DecisionSuperseded: Projection.change(
      (event) => event.id,
      (row, { by }, { at }) => ({ ...row, supersededBy: by, changedAt: at })
    ),
    NoteAdded: Projection.put(
      (event) => event.id,
      (event, fact) => said("note", event, fact)
    ),
    NoteEdited: Projection.change(
      (event) => event.id,
      (row, { text }, { at }) => ({ ...row, title: firstLine(text, "note"), text, changedAt: at })
    ),
    // The row stays, so that its number is not given again.
    NoteRemoved: Projection.change(
      (event) => event.id,
      (row, _event, { at }) => ({ ...row, title: "removed", text: "", changedAt: at, removed: true })
    ),
    MemoryKept: Projection.put(
      (event) => event.id,
      (event, fact) => said("memory", event, fact)
    ),
    MemoryRevised: Projection.change(
      (event) => event.id,
      (row, { text }, { at }) => ({ ...row, title: firstLine(text, "memory"), text, changedAt: at })
    ),
    MemoryForgotten: Projection.change(
      (event) => event.id,
      (row, _event, { at }) => ({ ...row, title: "forgotten", text: "", changedAt: at, removed: true })
    )
  },
  { fold: 2 }
)

function raise<E extends BlockerRaised | QueryAsked | EscalationRaised>(
  kind: HoldKind
): Projection.Handler<Hold, E> {
  return Projection.put(
    (event) => event.id,
    (event, fact) => ({
      id: event.id,
      kind,
      gate: event.gate,
      title: event.title,
      detail: event.detail,
      open: true,
      ...("to" in event && event.to !== undefined ? { to: event.to } : {}),
      resolution: null,
      raisedBy: fact.actor,
      raisedAt: fact.at,
      resolvedBy: null,
      resolvedAt: null
    })
  )
}

function resolve<E extends BlockerResolved | QueryAnswered | EscalationResolved>(): Projection.Handler<
  Hold,
  E
> {
  return Projection.change(
    (event) => event.id,
    (row, event, fact) => ({
      ...row,
      open: false,
      resolution: event.resolution,
      resolvedBy: fact.actor,
      resolvedAt: fact.at
    })
  )
}

const said = (kind: "note" | "memory", event: { id: Record["id"]; text: string }, fact: Fact): Record => ({
  id: event.id,
  kind,
  title: firstLine(event.text, kind),
  text: event.text,
  by: fact.actor,
  at: fact.at
})

const firstLine = (text: string, otherwise: string): string => text.split("\n", 1)[0] || otherwise
