/**
 * Answers the operations on tasks, of agents and of people.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { TaskOperations, type TaskView } from "@layercake/core/operation/TaskOperations"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { ManualTask, ManualTaskStatus } from "@layercake/core/task/ManualTask"
import { AddTask, AssignTask, MoveTask } from "@layercake/core/task/ManualTaskCommand"
import type { Task } from "@layercake/core/task/Task"
import { TaskUnknown } from "@layercake/core/task/TaskError"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const ofPipeline = (task: Task): TaskView => ({
  task: task.taskId,
  kind: "pipeline",
  gate: task.gate,
  title: task.title,
  detail: "",
  status: task.status,
  required: true,
  assignee: task.agent,
  reason: task.reopened ?? "",
  runs: task.runs,
  updatedAt: task.updatedAt
})

const ofPeople = ({
  assignee,
  detail,
  gate,
  reason,
  required,
  status,
  task,
  title,
  updatedAt
}: ManualTask): TaskView => ({
  task,
  kind: "manual",
  gate,
  title,
  detail,
  status,
  required,
  assignee,
  reason,
  runs: 0,
  updatedAt
})

/** In the order of the gates, those of no gate last; within one the pipeline's first, then as they were written down. */
const all = (state: ProjectState): ReadonlyArray<TaskView> => {
  const order = new Map<string | null, number>(gatesInOrder(state).map(({ gate, order }) => [gate, order]))
  const placeOf = (task: TaskView) => order.get(task.gate) ?? order.size
  return [
    ...rowsOf(state, "task").map(ofPipeline),
    ...rowsOf(state, "manualTask")
      .map(ofPeople)
      .toSorted((a, b) => a.task.length - b.task.length)
  ].toSorted((a, b) => placeOf(a) - placeOf(b))
}

const viewOf = (state: ProjectState, task: string) => {
  const [own, manual] = [rowOf(state, "task", task), rowOf(state, "manualTask", task)]
  const view = own === undefined ? manual && ofPeople(manual) : ofPipeline(own)
  return view === undefined
    ? Effect.fail(new CommandRefused({ reason: new TaskUnknown({ task }) }))
    : Effect.succeed(view)
}

const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  return yield* commands.execute(project, command, { actor })
})

const move = Effect.fnUntraced(function* (
  { project, task }: { readonly project: ProjectId; readonly task: string },
  to: ManualTaskStatus,
  reason = ""
) {
  const { state } = yield* order(project, new MoveTask({ task, to, reason }))
  return yield* viewOf(state, task)
})

export const layer = TaskOperations.toLayer({
  "tasks.list": ({ assignee, gate, kind, project, status }) =>
    Effect.map(find(project), ({ state }) =>
      all(state).filter(
        (task) =>
          (assignee === undefined || task.assignee === assignee) &&
          (gate === undefined || task.gate === gate) &&
          (kind === undefined || task.kind === kind) &&
          (status === undefined || task.status === status)
      )
    ),
  "tasks.get": ({ project, task }) => Effect.flatMap(find(project), ({ state }) => viewOf(state, task)),
  "tasks.create": ({ assignee = null, detail = "", gate = null, project, required = false, title }) =>
    Effect.gen(function* () {
      const { state } = yield* order(project, new AddTask({ gate, title, detail, required, assignee }))
      return yield* viewOf(state, `task-${rowsOf(state, "manualTask").length}`)
    }),
  "tasks.assign": ({ assignee, project, task }) =>
    Effect.flatMap(order(project, new AssignTask({ task, assignee })), ({ state }) => viewOf(state, task)),
  "tasks.start": (named) => move(named, "doing"),
  "tasks.complete": ({ outcome, ...named }) => move(named, "done", outcome),
  "tasks.fail": ({ reason, ...named }) => move(named, "failed", reason),
  "tasks.reopen": ({ reason, ...named }) => move(named, "todo", reason),
  "tasks.cancel": ({ reason, ...named }) => move(named, "cancelled", reason)
})
