/**
 * The state of a project as Markdown files for people: written from the state alone, so the same state gives the same
 * text, and writing them changes none of them. Pure.
 */
import { Schema } from "effect"
import { gatesInOrder } from "../pipeline/GateProgress.ts"
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import { FilePath } from "../tree/Tree.ts"
import { bullets, cell, heading, table } from "./MarkdownText.ts"

export const StateFileName = Schema.Literals([
  "STATUS",
  "GATES",
  "TASKS",
  "DECISIONS",
  "MEMORY",
  "REQUIREMENTS",
  "RISKS",
  "HOLDS"
])
export type StateFileName = typeof StateFileName.Type

/** Where it lies in the tree. */
export const pathOf = (name: StateFileName): FilePath => FilePath.make(`docs/state/${name}.md`)

export const render = (state: ProjectState, name: StateFileName): string =>
  `${[heading(titles[name], projectOf(state)?.title ?? ""), ...renderers[name](state)].join("\n\n")}\n`

/** For the tree, which cannot forget: what people typed stays in the log alone, where it can be erased. */
export const renderForTree = (state: ProjectState, name: StateFileName): string =>
  render(state, name).replace(/\[erasable:[0-9a-f]{64}\]/g, "*(in the log)*")

const titles: Readonly<Record<StateFileName, string>> = {
  STATUS: "Status",
  GATES: "Gates",
  TASKS: "Tasks",
  DECISIONS: "Decisions",
  MEMORY: "Memory",
  REQUIREMENTS: "Requirements",
  RISKS: "Risks",
  HOLDS: "Blockers, queries and escalations"
}

type Renderer = (state: ProjectState) => ReadonlyArray<string>

const status: Renderer = (state) => {
  const project = projectOf(state)
  const gates = gatesInOrder(state)
  const current = gates.find((gate) => gate.status !== "approved" && gate.status !== "skipped")
  const open = rowsOf(state, "hold").filter((hold) => hold.open)
  const tasks = rowsOf(state, "task")
  return [
    bullets([
      `Project: ${project?.status ?? "unknown"}`,
      `Kind: ${project?.projectType ?? "not said yet"}`,
      `Gate: ${current === undefined ? "every gate is passed" : `${current.gate} ${current.title}, ${current.status}`}`,
      `Gates passed: ${gates.filter((gate) => gate.status === "approved" || gate.status === "skipped").length} of ${gates.length}`,
      `Tasks done: ${tasks.filter((task) => task.status === "done").length} of ${tasks.length}`,
      `Requirements: ${rowsOf(state, "requirement").filter((row) => row.status === "listed").length}`
    ]),
    "## What waits",
    open.length === 0
      ? "Nothing."
      : bullets(open.map(({ gate, id, title }) => `${id}${gate === null ? "" : ` (${gate})`}: ${title}`))
  ]
}

const gates: Renderer = (state) => [
  table(
    ["Gate", "Title", "Status", "Round"],
    gatesInOrder(state).map(({ gate, round, status, title }) => [gate, title, status, String(round)])
  )
]

const tasks: Renderer = (state) => [
  table(
    ["Task", "Agent", "What", "Status", "Runs"],
    rowsOf(state, "task").map(({ agent, runs, status, taskId, title }) => [
      taskId,
      agent,
      title,
      status,
      String(runs)
    ])
  )
]

const records =
  (kinds: ReadonlyArray<"decision" | "note" | "memory">): Renderer =>
  (state) =>
    rowsOf(state, "record")
      .filter((record) => kinds.includes(record.kind) && record.removed !== true)
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .flatMap(({ at, by, id, supersededBy, text, title }) => [
        `## ${id}: ${cell(title)}`,
        `${at.slice(0, 10)}, ${by.kind} ${by.id}${supersededBy === undefined ? "" : `; replaced by ${supersededBy}`}`,
        ...(text === "" || text === title ? [] : [text.trim()])
      ])

const requirements: Renderer = (state) => [
  table(
    ["Requirement", "What", "Criteria", "Status"],
    rowsOf(state, "requirement").map(({ criteria, id, status, text }) => [
      id,
      text,
      criteria.map((criterion) => criterion.id).join(", "),
      status
    ])
  )
]

const risks: Renderer = (state) => [
  table(
    ["Risk", "Severity", "What may happen", "What is done against it", "Status"],
    rowsOf(state, "risk").map(({ accepted, id, mitigation, open, severity, title }) => [
      id,
      severity,
      title,
      mitigation,
      open ? (accepted === undefined ? "open" : "accepted") : "closed"
    ])
  )
]

const holds: Renderer = (state) => [
  table(
    ["Entry", "Gate", "What", "Status", "Answer"],
    rowsOf(state, "hold").map(({ gate, id, open, resolution, title }) => [
      id,
      gate ?? "",
      title,
      open ? "open" : "settled",
      resolution ?? ""
    ])
  )
]

const renderers: Readonly<Record<StateFileName, Renderer>> = {
  STATUS: status,
  GATES: gates,
  TASKS: tasks,
  DECISIONS: records(["decision"]),
  MEMORY: records(["memory", "note"]),
  REQUIREMENTS: requirements,
  RISKS: risks,
  HOLDS: holds
}
