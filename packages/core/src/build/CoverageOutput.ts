/**
 * How much of the program the tests ran through: the overall row of the tables of node, c8 and istanbul, and their
 * reports `json-summary` and `lcov` where a script prints them. Files are not looked for: an old one would count.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
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
const thresholdMissed =
  /^(?:(?:(?:ℹ|#) )?(?:Error|ERROR): (?=.*\bcoverage\b.* does not meet )|Jest: (?=.*\bcoverage threshold for .* not met))(.*)$/i

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const tables = [...readTables(lines), ...readJsonSummary(text), ...readLcov(lines)]
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

const Share = Schema.Struct({ pct: Schema.Union([Schema.Finite, Schema.String]) })
const JsonSummary = Schema.Struct({
  total: Schema.Struct({ lines: Share, branches: Share, functions: Share })
})
const decodeSummary = jsonDecoder(JsonSummary)

/** `pct` is the text `Unknown` where there is nothing to cover. */
const readJsonSummary = (text: string): ReadonlyArray<BuildCounts> =>
  Option.match(decodeSummary(jsonFragment(text, /\{\s*"total"\s*:\s*\{\s*"lines"\s*:/) ?? ""), {
    onNone: () => [],
    onSome: ({ total }) => {
      const value = (name: keyof typeof total) =>
        typeof total[name].pct === "number" ? String(total[name].pct) : undefined
      return [counts({ lines: value("lines"), branches: value("branches"), functions: value("functions") })]
    }
  })

const lcovFile = /^SF:./
const lcovEnd = "end_of_record"
const lcovTotal = /^(LF|LH|FNF|FNH|BRF|BRH):(\d+)$/

/** Sums over all files: lines, functions and branches, found and hit (geninfo(1)). A report that was cut off says nothing. */
const readLcov = (lines: ReadonlyArray<string>): ReadonlyArray<BuildCounts> => {
  const files = lines.filter((line) => lcovFile.test(line)).length
  if (files === 0 || lines.filter((line) => line === lcovEnd).length !== files) return []
  const sums = new Map<string, number>()
  for (const line of lines) {
    const [, name, value] = lcovTotal.exec(line) ?? []
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value))
  }
  const share = (hit: string, found: string) => {
    const all = sums.get(found) ?? 0
    return all === 0 ? undefined : String(Math.floor(((sums.get(hit) ?? 0) / all) * 10_000) / 100)
  }
  return [counts({ lines: share("LH", "LF"), branches: share("BRH", "BRF"), functions: share("FNH", "FNF") })]
}

/** Nothing to cover gives no percentage. */
const counts = (values: Readonly<Record<string, string | undefined>>): BuildCounts =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`coverage.${name}`, Number(value)]]
    )
  )
