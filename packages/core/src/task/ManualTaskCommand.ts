/**
 * What may be asked of tasks that people write down.
 */
import { Schema } from "effect"
import { AccountId } from "../account/Account.ts"
import { GateId } from "../gate/Gate.ts"
import { ManualTaskStatus } from "./ManualTask.ts"

export class AddTask extends Schema.TaggedClass<AddTask>()("AddTask", {
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String,
  required: Schema.Boolean,
  assignee: Schema.NullOr(AccountId)
}) {}

/** `task` is whatever was named; it need not be there, nor be one of these. */
export class AssignTask extends Schema.TaggedClass<AssignTask>()("AssignTask", {
  task: Schema.NonEmptyString,
  assignee: Schema.NullOr(AccountId)
}) {}

export class MoveTask extends Schema.TaggedClass<MoveTask>()("MoveTask", {
  task: Schema.NonEmptyString,
  /** `todo` takes up again what was over. */
  to: ManualTaskStatus,
  reason: Schema.String
}) {}

export const ManualTaskCommand = Schema.Union([AddTask, AssignTask, MoveTask])
export type ManualTaskCommand = typeof ManualTaskCommand.Type
