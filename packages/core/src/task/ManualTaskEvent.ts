/**
 * What can happen to a task that people wrote down.
 */
import { Schema } from "effect"
import { AccountId } from "../account/Account.ts"
import { GateId } from "../gate/Gate.ts"
import { ManualTaskId, ManualTaskStatus } from "./ManualTask.ts"

export class ManualTaskAdded extends Schema.TaggedClass<ManualTaskAdded>()("ManualTaskAdded", {
  task: ManualTaskId,
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String,
  required: Schema.Boolean,
  assignee: Schema.NullOr(AccountId)
}) {}

export class ManualTaskAssigned extends Schema.TaggedClass<ManualTaskAssigned>()("ManualTaskAssigned", {
  task: ManualTaskId,
  /** Null: nobody by name. */
  assignee: Schema.NullOr(AccountId)
}) {}

export class ManualTaskMoved extends Schema.TaggedClass<ManualTaskMoved>()("ManualTaskMoved", {
  task: ManualTaskId,
  status: ManualTaskStatus,
  /** Why, or what came of it; may be empty. */
  reason: Schema.String
}) {}

export const ManualTaskEvent = Schema.Union([ManualTaskAdded, ManualTaskAssigned, ManualTaskMoved])
export type ManualTaskEvent = typeof ManualTaskEvent.Type
