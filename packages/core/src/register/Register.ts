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

const about = (description: string) => ({ description })

/** An entry that waits for somebody. */
export const Hold = Schema.Struct({
  id: EntryId.annotate(about("The entry's id: its kind and a number")),
  kind: HoldKind.annotate(about("What kind of entry it is")),
  gate: Schema.NullOr(GateId).annotate(about("The gate it holds; null when it holds none")),
  title: Schema.NonEmptyString.annotate(about("What it is about, in one line")),
  detail: Schema.String.annotate(about("More about it; may be empty")),
  open: Schema.Boolean.annotate(about("Whether it still waits")),
  to: Schema.optionalKey(
    AgentName.annotate(about("Of a query: the agent that is to answer it; a person when left out"))
  ),
  routed: Schema.optionalKey(Schema.String.annotate(about("Why a person is to answer it after all"))),
  assignee: Schema.optionalKey(
    Schema.NonEmptyString.annotate(about("Who is to look after it; nobody by name when left out"))
  ),
  reopened: Schema.optionalKey(Schema.Int.annotate(about("How often it was opened again"))),
  resolution: Schema.NullOr(Schema.String).annotate(about("The answer or resolution; null while open")),
  raisedBy: Actor.annotate(about("Who raised it")),
  raisedAt: Timestamp.annotate(about("When it was raised")),
  resolvedBy: Schema.NullOr(Actor).annotate(about("Who settled it; null while open")),
  resolvedAt: Schema.NullOr(Timestamp).annotate(about("When it was settled; null while open"))
})
export type Hold = typeof Hold.Type

/** Something that was said about a blocker, query or escalation. */
export const Comment = Schema.Struct({
  entry: EntryId.annotate(about("The entry it is about")),
  text: Schema.NonEmptyString.annotate(about("What was said")),
  by: Actor.annotate(about("Who said it")),
  at: Timestamp.annotate(about("When"))
})
export type Comment = typeof Comment.Type

export const Severity = Schema.Literals(["low", "medium", "high", "critical"])
export type Severity = typeof Severity.Type

export const Risk = Schema.Struct({
  id: EntryId.annotate(about("The risk's id, for example risk-1")),
  title: Schema.NonEmptyString.annotate(about("What may happen")),
  severity: Severity.annotate(about("How bad it would be; a critical risk holds every gate")),
  mitigation: Schema.String.annotate(about("What is done against it; may be empty")),
  open: Schema.Boolean.annotate(about("Whether it is still a risk")),
  accepted: Schema.optionalKey(
    Schema.Struct({
      by: Actor.annotate(about("The person who lets it stand")),
      at: Timestamp.annotate(about("When")),
      reason: Schema.String.annotate(about("Why"))
    }).annotate(about("A person lets it stand as it is; left out when nobody does"))
  ),
  resolution: Schema.optionalKey(Schema.String.annotate(about("Why it is closed"))),
  updatedAt: Timestamp.annotate(about("When anything last happened to it"))
})
export type Risk = typeof Risk.Type

/** A decision, note or memory: said once and kept. */
export const Record = Schema.Struct({
  id: EntryId.annotate(about("The entry's id: its kind and a number")),
  kind: Schema.Literals(["decision", "note", "memory"]).annotate(about("What kind of entry it is")),
  title: Schema.NonEmptyString.annotate(about("What it is about; of a note its first line")),
  text: Schema.String.annotate(about("All of it; of a decision the reason")),
  by: Actor.annotate(about("Who said it")),
  at: Timestamp.annotate(about("When it was said")),
  supersededBy: Schema.optionalKey(
    EntryId.annotate(about("The decision that takes the place of this one; left out while it holds"))
  ),
  changedAt: Schema.optionalKey(
    Timestamp.annotate(about("When it was last said otherwise, or taken away; left out when never"))
  ),
  removed: Schema.optionalKey(Schema.Boolean.annotate(about("True when it was taken off the register")))
})
export type Record = typeof Record.Type
