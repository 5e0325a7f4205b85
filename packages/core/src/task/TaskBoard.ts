/**
 * One row for each task. Counts what was tried since the work last started afresh, so that limits can be kept.
 */
import * as Projection from "../projection/Projection.ts"
import { Task, taskIdOf } from "./Task.ts"

export const taskBoard = Projection.make<Task>("task", Task, {
  TaskCreated: Projection.put(
    (event) => event.taskId,
    (event, fact) => ({
      taskId: event.taskId,
      gate: event.gate,
      step: event.step,
      agent: event.agent,
      title: event.title,
      status: "todo",
      runs: 0,
      lastRun: null,
      refusals: 0,
      heals: 0,
      reopened: null,
      updatedAt: fact.at
    })
  ),
  TaskStarted: Projection.change(
    (event) => event.taskId,
    (row, _event, fact) => ({
      ...row,
      status: "doing",
      updatedAt: fact.at
    })
  ),
  TaskCompleted: Projection.change(
    (event) => event.taskId,
    (row, _event, fact) => ({
      ...row,
      status: "done",
      refusals: 0,
      updatedAt: fact.at
    })
  ),
  TaskFailed: Projection.change(
    (event) => event.taskId,
    (row, _event, fact) => ({
      ...row,
      status: "failed",
      updatedAt: fact.at
    })
  ),
  TaskReopened: Projection.change(
    (event) => event.taskId,
    (row, event, fact) => ({
      ...row,
      status: "todo",
      refusals: 0,
      heals: 0,
      reopened: event.reason,
      updatedAt: fact.at
    })
  ),
  AgentRunStarted: Projection.change(
    (event) => event.taskId,
    (row, event, fact) => ({
      ...row,
      runs: row.runs + 1,
      lastRun: event.runId,
      updatedAt: fact.at
    })
  ),
  AgentRunRefused: {
    keys: (event, rows) => keysOfRun(rows, event.runId),
    evolve: (row, _event, fact) => row && { ...row, refusals: row.refusals + 1, updatedAt: fact.at }
  },
  GateUnblocked: {
    keys: (event, rows) =>
      event.resumes === true
        ? []
        : Array.from(rows).flatMap(([key, row]) => (row.gate === event.gate ? [key] : [])),
    evolve: (row, _event, fact) =>
      row && {
        ...row,
        refusals: 0,
        heals: 0,
        status: row.status === "failed" ? "todo" : row.status,
        updatedAt: fact.at
      }
  },
  // A repair that was on its way is cancelled with its run, so it must not count.
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows).flatMap(([key, row]) => (row.heals > 0 ? [key] : [])),
    evolve: (row, _event, fact) => row && { ...row, heals: 0, updatedAt: fact.at }
  },
  HealStarted: Projection.change(
    (event) => taskIdOf(event.gate, event.step),
    (row, _event, fact) => ({
      ...row,
      heals: row.heals + 1,
      updatedAt: fact.at
    })
  )
})

const keysOfRun = (rows: Projection.Rows<Task>, runId: string): ReadonlyArray<string> => {
  for (const [key, row] of rows) if (row.lastRun === runId) return [key]
  return []
}
