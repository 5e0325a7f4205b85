/**
 * What can happen in a project's registers.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId, Severity } from "./Register.ts"

const raised = {
  id: EntryId,
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String
}
const resolved = { id: EntryId, resolution: Schema.NonEmptyString }

export class BlockerRaised extends Schema.TaggedClass<BlockerRaised>()("BlockerRaised", raised) {}
export class BlockerResolved extends Schema.TaggedClass<BlockerResolved>()("BlockerResolved", resolved) {}
export class QueryAsked extends Schema.TaggedClass<QueryAsked>()("QueryAsked", {
  ...raised,
  /** The agent that is to answer; a person when left out. */
  to: Schema.optionalKey(AgentName)
}) {}
/** A person is to answer what was put to an agent. */
export class QueryRouted extends Schema.TaggedClass<QueryRouted>()("QueryRouted", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}
export class QueryAnswered extends Schema.TaggedClass<QueryAnswered>()("QueryAnswered", resolved) {}
export class EscalationRaised extends Schema.TaggedClass<EscalationRaised>()("EscalationRaised", raised) {}
export class EscalationResolved extends Schema.TaggedClass<EscalationResolved>()(
  "EscalationResolved",
  resolved
) {}

/** Somebody said something about an entry that waits or waited. */
export class EntryCommented extends Schema.TaggedClass<EntryCommented>()("EntryCommented", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
/** Somebody is to look after an entry; nobody by name when null. */
export class EntryAssigned extends Schema.TaggedClass<EntryAssigned>()("EntryAssigned", {
  id: EntryId,
  /** The id of an actor. */
  to: Schema.NullOr(Schema.NonEmptyString)
}) {}
/** A settled entry waits again, for a person. */
export class EntryReopened extends Schema.TaggedClass<EntryReopened>()("EntryReopened", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}

export class RiskIdentified extends Schema.TaggedClass<RiskIdentified>()("RiskIdentified", {
  id: EntryId,
  title: Schema.NonEmptyString,
  severity: Severity,
  mitigation: Schema.String
}) {}
export class RiskClosed extends Schema.TaggedClass<RiskClosed>()("RiskClosed", resolved) {}

/** What is left out stays as it was. */
export class RiskUpdated extends Schema.TaggedClass<RiskUpdated>()("RiskUpdated", {
  id: EntryId,
  title: Schema.optionalKey(Schema.NonEmptyString),
  severity: Schema.optionalKey(Severity),
  mitigation: Schema.optionalKey(Schema.String)
}) {}
/** A person lets the risk stand as it is; void as soon as it is updated. */
export class RiskAccepted extends Schema.TaggedClass<RiskAccepted>()("RiskAccepted", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}

export class DecisionRecorded extends Schema.TaggedClass<DecisionRecorded>()("DecisionRecorded", {
  id: EntryId,
  title: Schema.NonEmptyString,
  reason: Schema.String
}) {}
/** Another decision takes its place. */
export class DecisionSuperseded extends Schema.TaggedClass<DecisionSuperseded>()("DecisionSuperseded", {
  id: EntryId,
  by: EntryId
}) {}
export class NoteAdded extends Schema.TaggedClass<NoteAdded>()("NoteAdded", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
export class NoteEdited extends Schema.TaggedClass<NoteEdited>()("NoteEdited", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
/** Taken off the register. What it said stays in the log until it is erased. */
export class NoteRemoved extends Schema.TaggedClass<NoteRemoved>()("NoteRemoved", { id: EntryId }) {}
/** Something to be remembered in later prompts: what was tried, what failed. */
export class MemoryKept extends Schema.TaggedClass<MemoryKept>()("MemoryKept", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}

export const RegisterEvent = Schema.Union([
  BlockerRaised,
  BlockerResolved,
  QueryAsked,
  QueryRouted,
  QueryAnswered,
  EscalationRaised,
  EscalationResolved,
  EntryCommented,
  EntryAssigned,
  EntryReopened,
  RiskIdentified,
  RiskUpdated,
  RiskAccepted,
  RiskClosed,
  DecisionRecorded,
  DecisionSuperseded,
  NoteAdded,
  NoteEdited,
  NoteRemoved,
  MemoryKept
])
export type RegisterEvent = typeof RegisterEvent.Type
