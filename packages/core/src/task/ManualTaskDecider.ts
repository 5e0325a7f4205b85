/**
 * Turns a command about a task that people wrote down into facts. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import type { GateId } from "../gate/Gate.ts"
import { GateUnknown } from "../gate/GateError.ts"
import { isPassed } from "../pipeline/GateProgress.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { isOver, type ManualTask, ManualTaskId, type ManualTaskStatus } from "./ManualTask.ts"
import type { AddTask, ManualTaskCommand, MoveTask } from "./ManualTaskCommand.ts"
import { ManualTaskAdded, ManualTaskAssigned, ManualTaskMoved } from "./ManualTaskEvent.ts"
import {
  TaskNeedsGate,
  TaskNeedsPerson,
  TaskNotManual,
  TaskNotReady,
  TaskTooLate,
  TaskUnknown
} from "./TaskError.ts"

export const decide: Decide<ManualTaskCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (command._tag === "AddTask") return add(command, state, project.pipeline.gates)
  const task = rowOf(state, "manualTask", command.task)
  if (task === undefined)
    return Result.fail(
      rowOf(state, "task", command.task) === undefined
        ? new TaskUnknown({ task: command.task })
        : new TaskNotManual({ task: command.task })
    )
  if (command._tag === "MoveTask") return move(command, state, task, actor)
  return Result.succeed(
    command.assignee === task.assignee
      ? []
      : [new ManualTaskAssigned({ task: task.task, assignee: command.assignee })]
  )
}

const add = (
  { assignee, detail, gate, required, title }: AddTask,
  state: ProjectState,
  gates: ReadonlyArray<{ readonly id: GateId }>
): Decision => {
  if (gate === null && required) return Result.fail(new TaskNeedsGate({}))
  if (gate !== null && rowOf(state, "gate", gate) === undefined)
    return Result.fail(new GateUnknown({ gate, known: gates.map(({ id }) => id) }))
  if (gate !== null && required && isLate(state, gate)) return Result.fail(new TaskTooLate({ gate }))
  const task = ManualTaskId.make(`task-${rowsOf(state, "manualTask").length + 1}`)
  return Result.succeed([new ManualTaskAdded({ task, gate, title, detail, required, assignee })])
}

/** From which of its states a task may come to each. */
const sources: Readonly<Record<ManualTaskStatus, ReadonlyArray<ManualTaskStatus>>> = {
  todo: ["done", "failed", "cancelled"],
  doing: ["todo"],
  done: ["todo", "doing"],
  failed: ["todo", "doing"],
  cancelled: ["todo", "doing", "failed"]
}

const move = ({ reason, to }: MoveTask, state: ProjectState, task: ManualTask, actor: Actor): Decision => {
  if (!sources[to].includes(task.status))
    return Result.fail(new TaskNotReady({ task: task.task, status: task.status, wanted: to }))
  if (task.required && isOver({ status: to }) && actor.kind !== "person")
    return Result.fail(new TaskNeedsPerson({ task: task.task, actor }))
  if (to === "todo" && task.required && task.gate !== null && isLate(state, task.gate))
    return Result.fail(new TaskTooLate({ gate: task.gate }))
  return Result.succeed([new ManualTaskMoved({ task: task.task, status: to, reason })])
}

const isLate = (state: ProjectState, gate: string): boolean => {
  const row = rowOf(state, "gate", gate)
  return row !== undefined && isPassed(row)
}
