/**
 * What reopening a gate means for it, its work and the gates after it. Pure.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { gatesInOrder, stepsOf } from "../pipeline/GateProgress.ts"
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import { TaskReopened } from "../task/TaskEvent.ts"
import type { GateRow } from "./GateBoard.ts"
import { GateBlocked, GateReopened } from "./GateEvent.ts"

/**
 * Reopens the gate and every later one that had begun, since they were passed on what may change now. With `rework`
 * the agents do the gate's work again; without, what was changed stays and is only proven and reviewed again. A later
 * gate that is blocked stays so until it is resolved.
 */
export const reopen = (
  state: ProjectState,
  gate: GateRow,
  reason: string,
  rework: boolean
): ReadonlyArray<FactoryEvent> => {
  const project = projectOf(state)
  const definition = project?.pipeline.gates.find((definition) => definition.id === gate.gate)
  const steps = project && definition ? stepsOf(project, definition).map((step) => step.id) : []
  const later = gatesInOrder(state).filter(
    (other) => other.order > gate.order && other.status !== "pending" && other.status !== "blocked"
  )
  return [
    ...again(state, gate, reason, rework ? steps : []),
    ...later.flatMap((other) => again(state, other, `${gate.gate} was reopened`, []))
  ]
}

/** The gate's next round; the named steps are done again, and so are those that failed. */
const again = (
  state: ProjectState,
  gate: GateRow,
  reason: string,
  steps: ReadonlyArray<string>
): ReadonlyArray<FactoryEvent> => [
  new GateReopened({ gate: gate.gate, round: gate.round + 1, reason }),
  ...rowsOf(state, "task")
    .filter((task) => task.gate === gate.gate && (task.status === "failed" || steps.includes(task.step)))
    .map((task) => new TaskReopened({ taskId: task.taskId, reason })),
  ...heldFromStart(state, gate.gate)
]

/** What was raised about the gate while it was not open blocks it once it is. */
export const heldFromStart = (state: ProjectState, gate: GateRow["gate"]): ReadonlyArray<FactoryEvent> =>
  rowsOf(state, "hold")
    .filter((hold) => hold.open && hold.gate === gate)
    .slice(0, 1)
    .map((hold) => new GateBlocked({ gate, by: hold.id, reason: hold.title }))
