/**
 * What an agent is reminded of: what was decided, answered, tried, rejected and kept, most relevant and newest first.
 * Pure; condensed by rule, never by a model. How much of it is shown is the prompt's plan to say.
 */
import type { AgentName } from "../agent/Agent.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { Hold, Record } from "../register/Register.ts"
import type { Attempt, Entered, Rejection } from "./MemoryBoard.ts"

export interface Recollection {
  /** Unique, and the same for as long as the project lives. */
  readonly id: string
  /** In full; the first line says what it is about. */
  readonly text: string
}

/** For whom it is remembered. */
export interface Reminded {
  readonly gate: string
  readonly step: string
  readonly agent: AgentName
}

interface Weighed extends Recollection {
  /** 0: of this very step. 1: of this gate, this agent, or everybody. 2: of others. */
  readonly distance: number
  /** Place in the stream, which is the same however fast the events came; a chosen design counts as the newest. */
  readonly version: number
}

/** Most relevant first, and within that newest first. What people typed is in it as references. */
export const recollections = (state: ProjectState, about: Reminded): ReadonlyArray<Recollection> =>
  [
    ...rowsOf(state, "design").flatMap((design) =>
      design.chosen
        ? [
            {
              id: `design/${design.path}`,
              text: `A person chose the design ${design.path}.`,
              distance: 0,
              version: Infinity
            }
          ]
        : []
    ),
    ...rowsOf(state, "memory").flatMap((row) =>
      row._tag === "Entered" ? said(state, row, about) : tried(state, row, about)
    )
  ]
    .toSorted(
      (a, b) =>
        a.distance - b.distance ||
        // Two of one decision have one place each, two designs are never chosen.
        (a.version === b.version ? 0 : b.version - a.version)
    )
    .map(({ id, text }) => ({ id, text }))

const shortLength = 160

/** The first line, cut at 160 characters; of a text whose references are opened. */
export const shortOf = (text: string): string => {
  const line = text.split("\n", 1)[0] ?? ""
  return line.length > shortLength ? `${line.slice(0, shortLength)}...` : line
}

const lines = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n")

const kinds = { decision: "Decided", note: "Noted", memory: "To be remembered" } as const

const said = (state: ProjectState, { id, version }: Entered, about: Reminded): ReadonlyArray<Weighed> => {
  const record = rowOf(state, "record", id)
  if (record !== undefined)
    return record.removed || record.supersededBy !== undefined
      ? []
      : [{ id, text: recordText(record), distance: 1, version }]
  const hold = rowOf(state, "hold", id)
  // One that was opened again has no answer.
  if (hold === undefined || hold.open) return []
  const distance = hold.gate === about.gate || hold.raisedBy.id === about.agent ? 0 : 1
  return [{ id, text: holdText(hold), distance, version }]
}

const recordText = ({ by, kind, text, title }: Record): string =>
  lines(`${kinds[kind]} by ${by.id}: ${title}`, text === title ? undefined : text)

const holdText = (hold: Hold): string =>
  lines(
    `${hold.kind === "query" ? "Asked" : `Raised as ${hold.kind}`} by ${hold.raisedBy.id}: ${hold.title}`,
    `Answer of ${hold.resolvedBy?.id ?? "a person"}: ${hold.resolution ?? ""}`
  )

const tried = (state: ProjectState, row: Attempt | Rejection, about: Reminded): ReadonlyArray<Weighed> => {
  const isHere = row.gate === about.gate
  const { version } = row
  if (row._tag === "Rejection") {
    const id = `rejection/${row.gate}/${row.version}`
    const text = `${row.gate} was sent back by a person: ${row.reason}`
    return [{ id, text, distance: isHere ? 0 : 1, version }]
  }
  const text = attempted(state, row)
  const distance = isHere && row.step === about.step ? 0 : isHere || row.agent === about.agent ? 1 : 2
  return text === undefined ? [] : [{ id: row.runId, text, distance, version }]
}

const maxFindings = 8
const maxPaths = 12

/** Undefined where nothing is to be learnt: it went well at once, or is under way. */
const attempted = (state: ProjectState, row: Attempt): string | undefined => {
  const who = `${row.agent} at ${row.gate} ${row.step}`
  switch (row.ended) {
    case "refused":
      return lines(
        `The answer of ${who} (${row.purpose}) could not be used: ${row.findings[0]?.message ?? ""}`,
        ...few(row.findings.slice(1), maxFindings).map((finding) =>
          typeof finding === "string" ? finding : `- ${finding.path ?? ""} ${finding.message}`
        )
      )
    case "failed":
      return `${who} could not be asked: ${row.detail ?? ""}`
    case "completed":
      return row.repairs === null ? undefined : repaired(state, row, row.repairs)
    default:
      return undefined
  }
}

const repaired = (
  state: ProjectState,
  { afterwards, agent, runId }: Attempt,
  repairs: NonNullable<Attempt["repairs"]>
): string => {
  const before = rowsOf(state, "proof").find(
    (proof) => proof.proofId === repairs.failed && proof.kind === repairs.kind
  )
  const changed = rowOf(state, "commit", runId)?.paths ?? []
  const ended =
    afterwards === null
      ? "was not proven yet"
      : afterwards.outcome === "passed"
        ? "helped"
        : `did not help: ${afterwards.summary}`
  return lines(
    `The repair ${runId} of ${repairs.kind} by ${agent} ${ended}`,
    before === undefined ? undefined : `It was to mend: ${before.summary}`,
    changed.length === 0 ? "It changed nothing" : `It changed: ${few(changed, maxPaths).join(", ")}`
  )
}

/** The first so many, and how many more there are. */
const few = <A>(items: ReadonlyArray<A>, most: number): ReadonlyArray<A | string> =>
  items.length > most ? [...items.slice(0, most), `and ${items.length - most} more`] : items
