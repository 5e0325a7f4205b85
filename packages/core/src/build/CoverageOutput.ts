/**
 * How much of the program the tests ran through: the overall row of the tables of node, c8 and istanbul.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

/** node: `ℹ all files | 63.64 | 75.00 | 66.67 |`, the columns being lines, branches and functions. */
const nodeHead = /^(?:ℹ|#) file +\| line % \| branch % \| funcs % \|/
const nodeRow = /^(?:ℹ|#) all files +\| +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\|/
/** c8 and istanbul: `All files | 63.63 | 75 | 66.66 | 63.63 |`, statements before branches, functions and lines. */
const istanbulHead = /^ *File +\| +% Stmts +\| +% Branch +\| +% Funcs +\| +% Lines +\|/
const istanbulRow = /^ *All files +\| +[\d.]+ +\| +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\|/
/** Their short form: `Lines        : 63.63% ( 7/11 )`. */
const summaryHead = /^=+ Coverage summary =+$/
const summaryRow = /^(Branches|Functions|Lines) +: +([\d.]+)%/
const thresholdMissed = /^(?:(?:ℹ|#) )?(?:Error|ERROR): (.*\bcoverage\b.* does not meet .*)$/i

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const tables = readTables(lines)
  const diagnostics = lines.flatMap((line): ReadonlyArray<Diagnostic> => {
    const message = thresholdMissed.exec(line)?.[1]
    return message === undefined ? [] : [{ severity: "error", message, rule: "coverage-threshold" }]
  })
  return tables.length === 0 && diagnostics.length === 0
    ? Option.none()
    : Option.some(readFrom("coverage", { counts: tables.reduce(addCounts, {}), diagnostics }))
}

/** Rows count only below the head of their table. */
const readTables = (lines: ReadonlyArray<string>): ReadonlyArray<BuildCounts> => {
  let table: "node" | "istanbul" | undefined
  return lines.flatMap((line, index): ReadonlyArray<BuildCounts> => {
    if (nodeHead.test(line)) table = "node"
    else if (istanbulHead.test(line)) table = "istanbul"
    else if (summaryHead.test(line)) return [readSummary(lines.slice(index + 1, index + 6))]
    const row = table === "node" ? nodeRow.exec(line) : table === "istanbul" ? istanbulRow.exec(line) : null
    if (row === null) return []
    const [, first, second, third] = row
    const counted =
      table === "node"
        ? counts({ lines: first, branches: second, functions: third })
        : counts({ lines: third, branches: first, functions: second })
    table = undefined
    return [counted]
  })
}

const readSummary = (lines: ReadonlyArray<string>): BuildCounts => {
  const rows = lines.map((line) => summaryRow.exec(line))
  const value = (name: string) => rows.find((row) => row?.[1] === name)?.[2]
  return counts({ lines: value("Lines"), branches: value("Branches"), functions: value("Functions") })
}

/** Nothing to cover gives no percentage. */
const counts = (values: Readonly<Record<string, string | undefined>>): BuildCounts =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`coverage.${name}`, Number(value)]]
    )
  )
