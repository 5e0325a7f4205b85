/**
 * What ESLint reports in its stylish, unix and JSON formats. oxlint prints the first two in the same way.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

export const parse = (text: string): Option.Option<ParsedOutput> =>
  parseJson(text).pipe(
    Option.orElse(() => parseLines(text)),
    Option.map((diagnostics) => readFrom("eslint", { counts: countFindings(diagnostics), diagnostics }))
  )

const JsonReport = Schema.Array(
  Schema.Struct({
    filePath: Schema.String,
    messages: Schema.Array(
      Schema.Struct({
        ruleId: Schema.optionalKey(Schema.NullOr(Schema.String)),
        /** 1 warning, 2 error. */
        severity: Schema.Int,
        message: Schema.String,
        line: Schema.optionalKey(Schema.NullOr(Schema.Int)),
        column: Schema.optionalKey(Schema.NullOr(Schema.Int))
      })
    )
  })
)
const decodeReport = jsonDecoder(JsonReport)

const parseJson = (text: string): Option.Option<ReadonlyArray<Diagnostic>> =>
  Option.map(decodeReport(jsonFragment(text, /\[\s*\{\s*"filePath"\s*:/) ?? ""), (files) =>
    files.flatMap((file) =>
      file.messages.map((found) => ({
        severity: found.severity === 1 ? ("warning" as const) : ("error" as const),
        message: found.message,
        path: file.filePath,
        ...(found.line == null ? {} : { line: found.line }),
        ...(found.column == null ? {} : { column: found.column }),
        ...(found.ruleId == null ? {} : { rule: found.ruleId })
      }))
    )
  )

/** Stylish: below the path of a file, `  1:10  error  message  rule`. The rule is missing for a syntax error. */
const stylishFinding = /^ +(\d+):(\d+)\s+(error|warning)\s+(\S.*)$/
/** The last line of stylish: `✖ 5 problems (4 errors, 1 warning)`. */
const stylishTotal = /^\W?\s*(\d+) problems? \((\d+) errors?, (\d+) warnings?\)/
/** Unix: `src/a.js:1:10: message [Error/rule]`, here without the part in brackets. */
const unixFinding = /^(\S.*?):(\d+):(\d+): (.*)$/
const unixEnd = /^ \[(Error|Warning)(?:\/(.+))?\]$/

const parseLines = (text: string): Option.Option<ReadonlyArray<Diagnostic>> => {
  const diagnostics: Array<Diagnostic> = []
  let file = ""
  let recognised = false
  for (const line of linesOf(text)) {
    const found = readStylish(line, file) ?? readUnix(line)
    if (found !== undefined) diagnostics.push(found)
    else if (stylishTotal.test(line)) recognised = true
    else if (/^\S/.test(line)) file = line.trimEnd()
    else if (line.trim() === "") file = ""
  }
  return recognised || diagnostics.length > 0 ? Option.some(diagnostics) : Option.none()
}

const readStylish = (line: string, file: string): Diagnostic | undefined => {
  const match = file === "" ? null : stylishFinding.exec(line.trimEnd())
  if (match === null) return undefined
  const [, row, column, severity, rest = ""] = match
  // The rule stands last, after at least two spaces.
  const gap = rest.lastIndexOf("  ")
  const rule = gap < 0 ? "" : rest.slice(gap + 2)
  return rule === "" || rule.includes(" ")
    ? finding(severity, rest, file, row, column, undefined)
    : finding(severity, rest.slice(0, gap).trimEnd(), file, row, column, rule)
}

const readUnix = (line: string): Diagnostic | undefined => {
  const end = line.lastIndexOf(" [")
  const tail = end < 0 ? null : unixEnd.exec(line.slice(end))
  const match = tail === null ? null : unixFinding.exec(line.slice(0, end))
  if (match === null) return undefined
  const [, path = "", row, column, message = ""] = match
  return finding(tail?.[1]?.toLowerCase(), message, path, row, column, tail?.[2])
}

const finding = (
  severity: string | undefined,
  message: string,
  path: string,
  row: string | undefined,
  column: string | undefined,
  rule: string | undefined
): Diagnostic => ({
  severity: severity === "warning" ? "warning" : "error",
  message,
  path,
  line: Number(row),
  column: Number(column),
  ...(rule === undefined ? {} : { rule })
})
