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
const stylishFinding = /^ +(\d+):(\d+)\s+(error|warning)\s+(\S.*?)(?:\s{2,}(\S+))?\s*$/
/** The last line of stylish: `✖ 5 problems (4 errors, 1 warning)`. */
const stylishTotal = /^\W*(\d+) problems? \((\d+) errors?, (\d+) warnings?\)/
/** Unix: `src/a.js:1:10: message [Error/rule]`. */
const unixFinding = /^(\S.*?):(\d+):(\d+): (.*) \[(Error|Warning)(?:\/(.+))?\]$/

const parseLines = (text: string): Option.Option<ReadonlyArray<Diagnostic>> => {
  const diagnostics: Array<Diagnostic> = []
  let file = ""
  let recognised = false
  for (const line of linesOf(text)) {
    const stylish = stylishFinding.exec(line)
    const unix = stylish === null ? unixFinding.exec(line) : null
    if (stylish !== null && file !== "") {
      const [, row, column, severity, message = "", rule] = stylish
      diagnostics.push(finding(severity, message, file, row, column, rule))
    } else if (unix !== null) {
      const [, path = "", row, column, message = "", severity, rule] = unix
      diagnostics.push(finding(severity?.toLowerCase(), message, path, row, column, rule))
    } else if (stylishTotal.test(line)) recognised = true
    else if (/^\S/.test(line)) file = line.trimEnd()
    else if (line.trim() === "") file = ""
  }
  return recognised || diagnostics.length > 0 ? Option.some(diagnostics) : Option.none()
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
