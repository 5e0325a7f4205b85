/**
 * What may be asked of a project's registers, and of the record of LayerCake's own errors.
 */
import { Schema } from "effect"
import { ErrorId } from "../error/ErrorEvent.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId, HoldKind, Severity } from "./Register.ts"

/** Raises a blocker, asks a query or escalates; holds the gate when one is named. */
export class RaiseHold extends Schema.TaggedClass<RaiseHold>()("RaiseHold", {
  kind: HoldKind,
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String,
  /** Of a query that holds a gate: the agent that is asked; a person when left out, or when no such agent can answer. */
  to: Schema.optionalKey(Schema.NonEmptyString)
}) {}
/** Resolves or answers it. */
export class ResolveHold extends Schema.TaggedClass<ResolveHold>()("ResolveHold", {
  id: EntryId,
  resolution: Schema.NonEmptyString
}) {}
/** Leaves a query to a person that its agent cannot answer. */
export class RouteQuery extends Schema.TaggedClass<RouteQuery>()("RouteQuery", {
  id: EntryId,
  reason: Schema.NonEmptyString
}) {}
export class IdentifyRisk extends Schema.TaggedClass<IdentifyRisk>()("IdentifyRisk", {
  title: Schema.NonEmptyString,
  severity: Severity,
  mitigation: Schema.String
}) {}
export class CloseRisk extends Schema.TaggedClass<CloseRisk>()("CloseRisk", {
  id: EntryId,
  resolution: Schema.NonEmptyString
}) {}
export class RecordDecision extends Schema.TaggedClass<RecordDecision>()("RecordDecision", {
  title: Schema.NonEmptyString,
  reason: Schema.String
}) {}
export class AddNote extends Schema.TaggedClass<AddNote>()("AddNote", { text: Schema.NonEmptyString }) {}
export class KeepMemory extends Schema.TaggedClass<KeepMemory>()("KeepMemory", {
  text: Schema.NonEmptyString
}) {}

/** A job could not be done; a person has to look at it. */
export class RecordError extends Schema.TaggedClass<RecordError>()("RecordError", {
  /** A number of its own when left out. */
  errorId: Schema.optionalKey(ErrorId),
  source: Schema.NonEmptyString,
  message: Schema.String
}) {}
export class ResolveError extends Schema.TaggedClass<ResolveError>()("ResolveError", {
  errorId: ErrorId,
  resolution: Schema.optionalKey(Schema.NonEmptyString)
}) {}

export const RegisterCommand = Schema.Union([
  RaiseHold,
  ResolveHold,
  RouteQuery,
  IdentifyRisk,
  CloseRisk,
  RecordDecision,
  AddNote,
  KeepMemory,
  RecordError,
  ResolveError
])
export type RegisterCommand = typeof RegisterCommand.Type
