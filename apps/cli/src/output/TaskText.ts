/**
 * Tasks as people read them: in a table, and one in full.
 */
import type { TaskView } from "@layercake/core/operation/TaskOperations"
import type { Look } from "./GateTable.ts"
import { countText } from "./Money.ts"
import { harmless, paint, type Tone } from "./Style.ts"
import { table } from "./Table.ts"

const tones: Readonly<Record<TaskView["status"], Tone>> = {
  todo: "accent",
  doing: "wait",
  done: "good",
  failed: "bad",
  cancelled: "quiet"
}

export const taskTable = (tasks: ReadonlyArray<TaskView>, { colour, columns }: Look): string =>
  table(
    [
      ["TASK", "STATUS", "GATE", "FOR", "WHAT"].map((head) => paint(colour, "quiet", head)),
      ...tasks.map((task) => [
        harmless(task.task),
        paint(colour, tones[task.status], task.status),
        task.gate === null ? "-" : `${task.gate}${task.required && task.kind === "manual" ? " waits" : ""}`,
        harmless(task.assignee ?? "-"),
        harmless(task.title)
      ])
    ],
    columns
  )

export const taskText = (task: TaskView, { colour, columns }: Look): string => {
  const head = `${paint(colour, "strong", harmless(task.task))}  ${paint(colour, tones[task.status], task.status)}`
  const rows = [
    ["what", harmless(task.title)],
    ...(task.detail === "" ? [] : [["more", harmless(task.detail)]]),
    ["kind", task.kind === "pipeline" ? "of the pipeline, done by an agent" : "written down by somebody"],
    ["gate", gateText(task)],
    ["for", harmless(task.assignee ?? "nobody by name")],
    ...(task.reason === "" ? [] : [["reason", harmless(task.reason)]]),
    ...(task.kind === "pipeline" ? [["done", countText(task.runs, "run")]] : []),
    ["moved", task.updatedAt]
  ]
  return `${head}\n${table(
    rows.map(([name = "", value = ""]) => [`  ${name}`, value]),
    columns
  )}`
}

const gateText = ({ gate, required }: TaskView): string =>
  gate === null ? "none" : required ? `${gate}, which waits for it` : gate
