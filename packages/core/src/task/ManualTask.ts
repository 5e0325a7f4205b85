/**
 * A task that somebody wrote down for people to do, beside the pipeline's own. One that is required holds its gate.
 */
import { Schema } from "effect"
import { AccountId } from "../account/Account.ts"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"

/** `task-<n>`, counted within the project from 1. */
export const ManualTaskId = Schema.String.check(Schema.isPattern(/^task-[1-9]\d{0,8}$/)).pipe(
  Schema.brand("ManualTaskId")
)
export type ManualTaskId = typeof ManualTaskId.Type

export const ManualTaskStatus = Schema.Literals(["todo", "doing", "done", "failed", "cancelled"])
export type ManualTaskStatus = typeof ManualTaskStatus.Type

export const ManualTask = Schema.Struct({
  task: ManualTaskId,
  /** The gate it belongs to; null for none. */
  gate: Schema.NullOr(GateId),
  title: Schema.NonEmptyString,
  detail: Schema.String,
  /** The gate does not go to review before it is done or cancelled. */
  required: Schema.Boolean,
  /** Who is to do it; null while nobody is named. */
  assignee: Schema.NullOr(AccountId),
  status: ManualTaskStatus,
  /** What was said when it last moved; empty before. */
  reason: Schema.String,
  by: Actor,
  createdAt: Timestamp,
  updatedAt: Timestamp
})
export type ManualTask = typeof ManualTask.Type

export const isOver = (task: Pick<ManualTask, "status">): boolean =>
  task.status === "done" || task.status === "cancelled"

/** Whether the gate has to wait for it. */
export const holds = (task: ManualTask, gate: string): boolean =>
  task.required && task.gate === gate && !isOver(task)
