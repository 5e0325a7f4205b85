/**
 * The registers a project keeps. Blockers, queries and escalations can hold a gate; risks, decisions, notes and
 * memories cannot, except for a critical risk that is open.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"

/** Unique within its project over all registers. */
export const EntryId = Schema.NonEmptyString.pipe(Schema.brand("EntryId"))
export type EntryId = typeof EntryId.Type

export const HoldKind = Schema.Literals(["blocker", "query", "escalation"])
export type HoldKind = typeof HoldKind.Type

/** An entry that waits for somebody. */
export const Hold = Schema.Struct({
  id: EntryId,
  kind: HoldKind,
  /** The gate it holds; null when it holds none. */
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String,
  open: Schema.Boolean,
  /** Of a query: the agent that is to answer it; a person when left out. */
  to: Schema.optionalKey(AgentName),
  /** Why a person is to answer it after all. */
  routed: Schema.optionalKey(Schema.String),
  /** The answer or resolution; null while open. */
  resolution: Schema.NullOr(Schema.String),
  raisedBy: Actor,
  raisedAt: Timestamp,
  resolvedBy: Schema.NullOr(Actor),
  resolvedAt: Schema.NullOr(Timestamp)
})
export type Hold = typeof Hold.Type

export const Severity = Schema.Literals(["low", "medium", "high", "critical"])
export type Severity = typeof Severity.Type

export const Risk = Schema.Struct({
  id: EntryId,
  title: Schema.NonEmptyString,
  severity: Severity,
  mitigation: Schema.String,
  open: Schema.Boolean,
  updatedAt: Timestamp
})
export type Risk = typeof Risk.Type

/** A decision, note or memory: said once and kept. */
export const Record = Schema.Struct({
  id: EntryId,
  kind: Schema.Literals(["decision", "note", "memory"]),
  title: Schema.NonEmptyString,
  text: Schema.String,
  by: Actor,
  at: Timestamp
})
export type Record = typeof Record.Type
