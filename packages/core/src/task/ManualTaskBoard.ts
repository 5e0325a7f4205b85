/**
 * One row for each task that people wrote down.
 */
import * as Projection from "../projection/Projection.ts"
import { ManualTask } from "./ManualTask.ts"

export const manualTaskBoard = Projection.make<ManualTask>("manualTask", ManualTask, {
  ManualTaskAdded: Projection.put(
    (event) => event.task,
    ({ assignee, detail, gate, required, task, title }, { actor, at }) => ({
      task,
      gate,
      title,
      detail,
      required,
      assignee,
      status: "todo",
      reason: "",
      by: actor,
      createdAt: at,
      updatedAt: at
    })
  ),
  ManualTaskAssigned: Projection.change(
    (event) => event.task,
    (row, { assignee }, { at }) => ({ ...row, assignee, updatedAt: at })
  ),
  ManualTaskMoved: Projection.change(
    (event) => event.task,
    (row, { reason, status }, { at }) => ({ ...row, status, reason, updatedAt: at })
  )
})
