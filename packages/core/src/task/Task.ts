/**
 * A task is the piece of work that one step of a gate asks of one agent.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { AgentRunId } from "../agent/AgentCall.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"

/** `<gate>/<step>`. */
export const TaskId = Schema.NonEmptyString.pipe(Schema.brand("TaskId"))
export type TaskId = typeof TaskId.Type

export const taskIdOf = (gate: GateId, step: string): TaskId => TaskId.make(`${gate}/${step}`)

export const TaskStatus = Schema.Literals(["todo", "doing", "done", "failed"])
export type TaskStatus = typeof TaskStatus.Type

export const Task = Schema.Struct({
  taskId: TaskId,
  gate: GateId,
  step: Schema.NonEmptyString,
  agent: AgentName,
  title: Schema.NonEmptyString,
  status: TaskStatus,
  /** Agent runs started for the task so far, over all rounds. */
  runs: Schema.Int,
  lastRun: Schema.NullOr(AgentRunId),
  /** Answers refused since the work was last started afresh. */
  refusals: Schema.Int,
  /** Repairs started since the work was last started afresh. */
  heals: Schema.Int,
  /** Why the task is to be done again; null the first time. */
  reopened: Schema.NullOr(Schema.String),
  updatedAt: Timestamp
})
export type Task = typeof Task.Type
