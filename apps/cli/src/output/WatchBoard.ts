/**
 * The live board as lines of text: gates, who is at work, what waits, cost and the last events of one project. Knows
 * nothing of terminals but their size.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import type { BuildRow } from "@layercake/core/build/BuildBoard"
import { millisBetween, type Timestamp } from "@layercake/core/event/Timestamp"
import type { ProjectStatusReport } from "@layercake/core/operation/ProjectOperations"
import { CliOutput } from "effect/cli"
import { costText, durationText } from "./Money.ts"
import { harmless, paint, status } from "./Style.ts"

export interface WatchedEvent {
  readonly at: Timestamp
  readonly actor: string
  readonly text: string
}

export interface WatchedProject {
  readonly report: ProjectStatusReport
  /** Those that are not over. */
  readonly runs: ReadonlyArray<AgentRunRow>
  readonly builds: ReadonlyArray<BuildRow>
  /** Newest first. */
  readonly events: ReadonlyArray<WatchedEvent>
  /** Place of this project among those that can be watched, from 1. */
  readonly place: number
  readonly projects: number
}

export interface BoardLook {
  readonly colour: boolean
  readonly columns: number
  readonly rows: number
  readonly now: Timestamp
}

/** As many lines as there are rows, each within the columns. */
export const boardLines = (watched: WatchedProject, look: BoardLook): ReadonlyArray<string> => {
  const { colour, columns, rows } = look
  const head = headOf(watched, look)
  const above = [...head, "", ...gateLines(watched, look), "", ...workLines(watched, look), ""]
  const keys = paint(colour, "quiet", watched.projects > 1 ? "q quit   tab next project" : "q quit")
  const room = Math.max(0, rows - Math.min(above.length, rows - 1) - 1)
  const events = watched.events.slice(0, room).map((event) => eventLine(event, colour))
  const lines = [...above.slice(0, rows - 1), ...events]
  const padded = [...lines, ...Array.from({ length: Math.max(0, rows - 1 - lines.length) }, () => "")]
  return [...padded.slice(0, rows - 1), keys].map((line) => cut(line, columns))
}

const headOf = ({ place, projects, report }: WatchedProject, { colour }: BoardLook) => [
  `${paint(colour, "strong", harmless(report.title))}  ${report.project}  ${status(colour, report.status)}` +
    (projects > 1 ? paint(colour, "quiet", `  project ${place} of ${projects}`) : ""),
  `${costText(report.cost)}`
]

const gateLines = ({ report }: WatchedProject, { colour, now }: BoardLook) =>
  report.gates.map((gate) => {
    const isCurrent = gate.gate === report.gate
    const mark = isCurrent ? paint(colour, "accent", ">") : " "
    const name = `${gate.gate} ${gate.title}`.padEnd(20)
    const since =
      isCurrent && gate.openedAt !== null
        ? `for ${durationText(Math.max(0, millisBetween(gate.openedAt, now)))}`
        : gate.openedAt !== null && gate.decidedAt !== null
          ? `in ${durationText(Math.max(0, millisBetween(gate.openedAt, gate.decidedAt)))}`
          : ""
    const by =
      gate.approval === null
        ? harmless(gate.reason ?? "")
        : gate.approval.authority === "proof"
          ? "by proof"
          : `by ${gate.approval.by.kind} ${harmless(gate.approval.by.id)}`
    const state = status(colour, gate.status) + " ".repeat(Math.max(1, 11 - gate.status.length))
    return `${mark} ${name} ${state}${[since, by].filter((part) => part !== "").join(", ")}`
  })

const workLines = (
  { builds, report, runs }: WatchedProject,
  { colour, now }: BoardLook
): ReadonlyArray<string> => {
  const working = runs.map(
    (run) =>
      `${paint(colour, "accent", "at work")}  ${run.agent} on ${run.gate} ${run.step} (${run.purpose} ${run.attempt}, ${run.executor}) for ${durationText(Math.max(0, millisBetween(run.startedAt, now)))}`
  )
  const building = builds.map(
    (build) =>
      `${paint(colour, "accent", "building")} ${build.gate} in ${build.sandbox}: ${build.steps.join(", ")} for ${durationText(Math.max(0, millisBetween(build.startedAt, now)))}`
  )
  const held = report.holds.map(
    (hold) => `${paint(colour, "bad", hold.id)}  ${hold.gate ?? "no gate"}: ${harmless(hold.title)}`
  )
  const waits =
    report.waiting === null ? [] : [`${paint(colour, "wait", "waits")}    ${harmless(report.waiting)}`]
  const all = [...waits, ...held, ...working, ...building]
  return all.length === 0 ? [paint(colour, "quiet", "nobody is at work")] : all
}

const eventLine = ({ actor, at, text }: WatchedEvent, colour: boolean): string =>
  `${paint(colour, "quiet", at.slice(11, 19))}  ${harmless(text)}  ${paint(colour, "quiet", harmless(actor))}`

// oxlint-disable-next-line no-control-regex -- the colours that `paint` writes
const painted = /(\u001b\[[0-9]+m)/

/** Cut at the width of the terminal; colours take no room and are ended. */
const cut = (line: string, columns: number): string => {
  let width = 0
  let text = ""
  let isPainted = false
  for (const part of line.split(painted)) {
    if (painted.test(part)) {
      text += part
      isPainted = !part.endsWith("[0m")
      continue
    }
    for (const character of part) {
      const wide = CliOutput.displayWidth(character)
      if (width + wide > columns) return isPainted ? `${text}\u001b[0m` : text
      width += wide
      text += character
    }
  }
  return text
}
