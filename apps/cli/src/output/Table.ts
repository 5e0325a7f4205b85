/**
 * Rows of text in columns. The last column takes what is left of the line and is cut there.
 */
import { CliOutput } from "effect/cli"

export const table = (rows: ReadonlyArray<ReadonlyArray<string>>, columns = 110): string => {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(0, ...rows.map((row) => CliOutput.displayWidth(visible(row[index] ?? ""))))
  )
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0)
  const room = Math.max(20, columns - before)
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === count - 1 ? cut(cell, room) : pad(cell, widths[index] ?? 0)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

// oxlint-disable-next-line no-control-regex -- colour codes begin with a control character
const visible = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, "")

const pad = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - CliOutput.displayWidth(visible(text))))

const cut = (text: string, width: number): string => {
  const plain = visible(text)
  return CliOutput.displayWidth(plain) <= width ? text : `${Array.from(plain).slice(0, width - 1).join("")}…`
}
