/**
 * Rows of text in columns. The last column takes what is left of the line and goes on below itself.
 */
import { CliOutput } from "effect/cli"

export const table = (rows: ReadonlyArray<ReadonlyArray<string>>, columns: number): string => {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(0, ...rows.map((row) => widthOf(row[index] ?? "")))
  )
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0)
  const room = Math.max(20, columns - before)
  return rows
    .flatMap((row) => {
      const first = row.slice(0, count - 1).map((cell, index) => pad(cell, widths[index] ?? 0) + "  ")
      const [last = "", ...more] = wrapped(row[count - 1] ?? "", room)
      return [first.join("") + last, ...more.map((line) => " ".repeat(before) + line)]
    })
    .map((line) => line.trimEnd())
    .join("\n")
}

/** At spaces; a word that is longer than the line stands alone. */
export const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(" ")) {
      if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line)
        line = word
      } else line = line === "" ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

const widthOf = (text: string): number => CliOutput.displayWidth(text)

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))
