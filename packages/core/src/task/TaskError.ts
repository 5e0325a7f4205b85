/**
 * The ways in which a task refuses a command. Nothing was changed.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { GateId } from "../gate/Gate.ts"
import { ManualTaskId, ManualTaskStatus } from "./ManualTask.ts"

export class TaskUnknown extends Schema.TaggedError<TaskUnknown>()("TaskUnknown", { task: Schema.String }) {
  override get message() {
    return `There is no task ${this.task}. \`tasks.list\` shows those that there are.`
  }
}

/** It is the work of a step of a gate, which agents do. */
export class TaskNotManual extends Schema.TaggedError<TaskNotManual>()("TaskNotManual", {
  task: Schema.String
}) {
  override get message() {
    return `${this.task} is the pipeline's own task and is moved by the agents that do it. To have it done again, reject or reopen its gate.`
  }
}

export class TaskNotReady extends Schema.TaggedError<TaskNotReady>()("TaskNotReady", {
  task: ManualTaskId,
  status: ManualTaskStatus,
  wanted: ManualTaskStatus
}) {
  override get message() {
    const over = this.status === "done" || this.status === "failed" || this.status === "cancelled"
    return this.status === this.wanted
      ? `${this.task} is ${this.status} already.`
      : `${this.task} is ${this.status}, so it cannot become ${this.wanted} now.${over ? " Reopen it first." : ""}`
  }
}

/** The gate is passed, so nothing can hold it any more. */
export class TaskTooLate extends Schema.TaggedError<TaskTooLate>()("TaskTooLate", { gate: GateId }) {
  override get message() {
    return `${this.gate} is passed already, and a required task would have to hold it. Reopen ${this.gate} first, or leave required out.`
  }
}

/** A required task that names no gate. */
export class TaskNeedsGate extends Schema.TaggedError<TaskNeedsGate>()("TaskNeedsGate", {}) {
  override get message() {
    return "A required task holds a gate: say which with `gate`."
  }
}

/** What holds a gate is a person's to settle. */
export class TaskNeedsPerson extends Schema.TaggedError<TaskNeedsPerson>()("TaskNeedsPerson", {
  task: ManualTaskId,
  actor: Actor
}) {
  override get message() {
    return `${this.task} is required, so a person has to say that it is over, and ${this.actor.kind} ${this.actor.id} is none.`
  }
}
