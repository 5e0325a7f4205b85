/**
 * Figures for people: a table and one line on the targets.
 */
import { CliOutput } from "effect/cli"
import type { Figure } from "./Figure.ts"

export const figureTable = (figures: ReadonlyArray<Figure>): string => {
  const rows = [
    ["figure", "ours", "theirs", "unit", "peer", "ratio", "target", ""],
    ...figures.map((figure) => [
      figure.bench,
      number(figure.ours),
      number(figure.theirs),
      figure.unit,
      figure.peer ?? "",
      figure.ratio === null ? "" : `${number(figure.ratio)}x`,
      figure.target === null ? "" : `${figure.sense} ${number(figure.target)}`,
      figure.met === null ? "" : figure.met ? "met" : "MISSED"
    ])
  ]
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => CliOutput.displayWidth(row[column]!)))
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat(widths[column]! - CliOutput.displayWidth(cell))
          return numeric.has(column) ? space + cell : cell + space
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** Which targets were met. */
export const verdict = (figures: ReadonlyArray<Figure>): string => {
  const judged = figures.filter((figure) => figure.met !== null)
  const missed = judged.filter((figure) => figure.met === false)
  if (judged.length === 0) return "No target was judged: they stand for --scale 1 alone."
  const names = missed.map(({ bench, peer }) => (peer === null ? bench : `${bench} (${peer})`))
  return missed.length === 0
    ? `All ${judged.length} targets met.`
    : `${judged.length - missed.length} of ${judged.length} targets met. Missed: ${names.join(", ")}.`
}

const numeric = new Set([1, 2, 5])

const number = (value: number | null): string =>
  value === null ? "" : value.toLocaleString("en-GB", { maximumSignificantDigits: 4 })
