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

export class RiskIdentified extends Schema.TaggedClass<RiskIdentified>()("RiskIdentified", {
  id: EntryId,
  title: Schema.NonEmptyString,
  severity: Severity,
  mitigation: Schema.String
}) {}
export class RiskClosed extends Schema.TaggedClass<RiskClosed>()("RiskClosed", resolved) {}

export class DecisionRecorded extends Schema.TaggedClass<DecisionRecorded>()("DecisionRecorded", {
  id: EntryId,
  title: Schema.NonEmptyString,
  reason: Schema.String
}) {}
export class NoteAdded extends Schema.TaggedClass<NoteAdded>()("NoteAdded", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
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
  RiskIdentified,
  RiskClosed,
  DecisionRecorded,
  NoteAdded,
  MemoryKept
])
export type RegisterEvent = typeof RegisterEvent.Type
