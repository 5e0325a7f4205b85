/**
 * What the TypeScript compiler reports, in its plain and its pretty form. TypeScript 5 and 7 print the same.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

/** `src/a.ts(2,23): error TS2307: message` */
const plainReport = /^(\S.*?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$/
/** `src/a.ts:2:23 - error TS2307: message` */
const prettyReport = /^(\S.*?):(\d+):(\d+) - (error|warning) (TS\d+): (.*)$/
/** `error TS5058: message`, about no file */
const globalReport = /^(error|warning) (TS\d+): (.*)$/
/** The lines below a message that explain it are indented; the code in the pretty form comes after a blank line. */
const explanation = /^ {2,}\S/

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const diagnostics = lines.flatMap((line, index) => {
    const report = line.includes(" TS") ? readReport(line) : undefined
    return report === undefined
      ? []
      : [{ ...report, message: [report.message, ...explanationBelow(lines, index)].join("\n") }]
  })
  return diagnostics.length === 0
    ? Option.none()
    : Option.some(readFrom("typescript", { counts: countFindings(diagnostics), diagnostics }))
}

const readReport = (line: string): Diagnostic | undefined => {
  const placed = plainReport.exec(line) ?? prettyReport.exec(line)
  if (placed !== null) {
    const [, path = "", row, column, severity, rule = "", message = ""] = placed
    return { severity: severityOf(severity), message, path, line: Number(row), column: Number(column), rule }
  }
  const general = globalReport.exec(line)
  return general === null
    ? undefined
    : { severity: severityOf(general[1]), message: general[3] ?? "", rule: general[2] ?? "" }
}

const explanationBelow = (lines: ReadonlyArray<string>, index: number) => {
  let end = index + 1
  while (explanation.test(lines[end] ?? "")) end++
  return lines.slice(index + 1, end).map((line) => line.trimEnd())
}

const severityOf = (word: string | undefined): Diagnostic["severity"] =>
  word === "warning" ? "warning" : "error"
