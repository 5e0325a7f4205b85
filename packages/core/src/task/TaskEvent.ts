/**
 * What can happen to a task, the piece of work that one step of a gate asks of one agent.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"
import { TaskId } from "./Task.ts"

export class TaskCreated extends Schema.TaggedClass<TaskCreated>()("TaskCreated", {
  taskId: TaskId,
  gate: GateId,
  step: Schema.NonEmptyString,
  agent: AgentName,
  title: Schema.NonEmptyString
}) {}

export class TaskStarted extends Schema.TaggedClass<TaskStarted>()("TaskStarted", { taskId: TaskId }) {}
export class TaskCompleted extends Schema.TaggedClass<TaskCompleted>()("TaskCompleted", { taskId: TaskId }) {}

export class TaskFailed extends Schema.TaggedClass<TaskFailed>()("TaskFailed", {
  taskId: TaskId,
  reason: Schema.String
}) {}

/** To be done again: the gate was reopened, or what stood in the way is resolved. */
export class TaskReopened extends Schema.TaggedClass<TaskReopened>()("TaskReopened", {
  taskId: TaskId,
  reason: Schema.String
}) {}

export const TaskEvent = Schema.Union([TaskCreated, TaskStarted, TaskCompleted, TaskFailed, TaskReopened])
export type TaskEvent = typeof TaskEvent.Type
