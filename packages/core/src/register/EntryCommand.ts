/**
 * What may be asked about entries that are in the registers already: said more of, given to somebody, opened again,
 * changed, accepted, replaced, taken away.
 */
import { Schema } from "effect"
import { EntryId, Severity } from "./Register.ts"

/** About a blocker, query or escalation, open or settled. */
export class CommentEntry extends Schema.TaggedClass<CommentEntry>()("CommentEntry", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
/** Names who is to look after a blocker, query or escalation; nobody when null. */
export class AssignEntry extends Schema.TaggedClass<AssignEntry>()("AssignEntry", {
  id: EntryId,
  to: Schema.NullOr(Schema.NonEmptyString)
}) {}
/** Lets a settled blocker, query or escalation wait again, for a person. */
export class ReopenEntry extends Schema.TaggedClass<ReopenEntry>()("ReopenEntry", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}
/** What is left out stays as it is. */
export class UpdateRisk extends Schema.TaggedClass<UpdateRisk>()("UpdateRisk", {
  id: EntryId,
  title: Schema.optionalKey(Schema.NonEmptyString),
  severity: Schema.optionalKey(Severity),
  mitigation: Schema.optionalKey(Schema.String)
}) {}
/** Lets a risk stand as it is. Only a person issues this. */
export class AcceptRisk extends Schema.TaggedClass<AcceptRisk>()("AcceptRisk", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}
/** Records a decision that takes the place of an earlier one. */
export class SupersedeDecision extends Schema.TaggedClass<SupersedeDecision>()("SupersedeDecision", {
  id: EntryId,
  title: Schema.NonEmptyString,
  reason: Schema.String
}) {}
export class EditNote extends Schema.TaggedClass<EditNote>()("EditNote", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}
export class RemoveNote extends Schema.TaggedClass<RemoveNote>()("RemoveNote", { id: EntryId }) {}

export const EntryCommand = Schema.Union([
  CommentEntry,
  AssignEntry,
  ReopenEntry,
  UpdateRisk,
  AcceptRisk,
  SupersedeDecision,
  EditNote,
  RemoveNote
])
export type EntryCommand = typeof EntryCommand.Type
