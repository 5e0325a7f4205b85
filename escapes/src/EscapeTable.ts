/**
 * The rows as text: attempts down, sandboxes across, then what there is to say about some of them.
 */
import { Array } from "effect"
import { type EscapeRow, isBad } from "./EscapeRun.ts"

export const table = (rows: ReadonlyArray<EscapeRow>): string => {
  const everyColumn = [...new Set(rows.map(columnOf))]
  const isSilent = (column: string) =>
    rows.every((row) => columnOf(row) !== column || row.outcome === "not applicable")
  // A sandbox that is not here has a line below, and no column.
  const columns = everyColumn.filter((column) => !isSilent(column))
  const attempts = [...new Set(rows.map(({ attempt }) => attempt))]
  const width = Math.max(...attempts.map((name) => name.length), "attempt".length)
  const line = (first: string, others: ReadonlyArray<string>) =>
    [
      first.padEnd(width),
      ...others.map((text, index) => text.padEnd(Math.max(columns[index]?.length ?? 0, 9)))
    ]
      .join("  ")
      .trimEnd()
  const cell = (attempt: string, column: string) => {
    const row = rows.find((row) => row.attempt === attempt && columnOf(row) === column)
    return row === undefined ? "" : words[row.outcome]
  }
  return [
    line("attempt", columns),
    ...attempts.map((attempt) =>
      line(
        attempt,
        columns.map((column) => cell(attempt, column))
      )
    ),
    "",
    ...notes(rows),
    ...everyColumn.map((column) =>
      total(
        column,
        rows.filter((row) => columnOf(row) === column)
      )
    )
  ].join("\n")
}

const columnOf = ({ adapter, as }: EscapeRow) => `${adapter} (${as})`

const words = { contained: "contained", escaped: "ESCAPED", "not applicable": "n/a", unseen: "UNSEEN" }

/** Reasons that hold for many attempts are given once. */
const notes = (rows: ReadonlyArray<EscapeRow>) => {
  const told = rows.filter((row) => row.note !== "" && (row.outcome === "not applicable" || isBad(row)))
  const grouped = Array.groupBy(told, (row) => `${columnOf(row)}: ${words[row.outcome]}: ${row.note}`)
  const lines = Object.entries(grouped).map(([text, group]) =>
    group.length > 3
      ? `${text} (${group.length} attempts)`
      : `${text} (${group.map(({ attempt }) => attempt).join("; ")})`
  )
  return lines.length === 0 ? [] : [...lines, ""]
}

const total = (column: string, rows: ReadonlyArray<EscapeRow>) => {
  const count = (outcome: EscapeRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length
  const said = [`${count("contained")} contained`, `${count("escaped")} escaped`]
  const rest = (["not applicable", "unseen"] as const).flatMap((outcome) =>
    count(outcome) === 0 ? [] : [`${count(outcome)} ${outcome}`]
  )
  return `${column}: ${[...said, ...rest].join(", ")} of ${rows.length}`
}
