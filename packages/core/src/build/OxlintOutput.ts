/**
 * What oxlint reports in its default, JSON, GitHub and agent formats. Its unix and stylish formats are ESLint's.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.orElse(parseJson(text), () => parseLines(text))

const JsonReport = Schema.Struct({
  diagnostics: Schema.Array(
    Schema.Struct({
      message: Schema.String,
      code: Schema.optionalKey(Schema.String),
      severity: Schema.String,
      help: Schema.optionalKey(Schema.NullOr(Schema.String)),
      filename: Schema.optionalKey(Schema.String),
      labels: Schema.optionalKey(
        Schema.Array(Schema.Struct({ span: Schema.Struct({ line: Schema.Int, column: Schema.Int }) }))
      )
    })
  ),
  number_of_rules: Schema.optionalKey(Schema.NullOr(Schema.Int))
})
const decodeReport = jsonDecoder(JsonReport)

const parseJson = (text: string): Option.Option<ParsedOutput> =>
  Option.map(decodeReport(jsonFragment(text, /\{\s*"diagnostics"\s*:\s*\[/) ?? ""), (report) => {
    const diagnostics = report.diagnostics.map((found): Diagnostic => {
      const span = found.labels?.[0]?.span
      return {
        severity: found.severity === "error" ? "error" : "warning",
        message: withHelp(found.message, found.help ?? undefined),
        ...(found.filename === undefined ? {} : { path: found.filename }),
        ...(span === undefined ? {} : { line: span.line, column: span.column }),
        ...(found.code === undefined ? {} : { rule: found.code })
      }
    })
    return readFrom("oxlint", { counts: countFindings(diagnostics), diagnostics })
  })

/** Default: `  x plugin(rule): message` in ASCII, `×` and `⚠` on a terminal. Nothing stands before the message of a syntax error. */
const graphicHead = /^ {0,4}([x×!⚠]) (?:([\w@/.-]+\([^()]*\)): )?(\S.*)$/
/** Below it `   ,-[src/a.js:1:42]`; with code that needs no line number, `   ,-[src/a.js]`. */
const graphicPlace = /^ +(?:,-|╭─)\[(.+?)(?::(\d+):(\d+))?\]$/
/** Lines of code and hints that may stand below the place. */
const longestFrame = 200
const graphicHelp = /^ +help: (.*)$/
/** `::error file=src/a.js,line=1,...,title=rule::src/a.js:1:42: message` */
const githubFinding =
  /^::(error|warning) file=([^,]*),line=(\d+)(?:,endLine=\d+)?,col=(\d+).*?,title=([^:]*)::(?:.*?:\d+:\d+: )?(.*)$/
/** `src/a.js:1:42: error rule: message` */
const agentFinding = /^(\S.*?):(\d+):(\d+): (error|warning)(?: ([\w@/.-]+\([^()]*\)))?: (.*)$/
const total = /^Found (\d+) warnings? and (\d+) errors?\.$/
const noFiles = /^No files found to lint\b.*$/

const parseLines = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const diagnostics = lines.flatMap((line, index) => {
    const found = readGraphic(lines, index) ?? readOneLine(line)
    return found === undefined ? [] : [found]
  })
  const totals = lines.flatMap((line): ReadonlyArray<BuildCounts> => {
    const match = total.exec(line)
    return match === null ? [] : [{ warnings: Number(match[1]), errors: Number(match[2]) }]
  })
  return diagnostics.length === 0 && totals.length === 0
    ? Option.none()
    : Option.some(
        readFrom("oxlint", {
          counts: totals.length === 0 ? countFindings(diagnostics) : totals.reduce(addCounts),
          diagnostics
        })
      )
}

const readGraphic = (lines: ReadonlyArray<string>, index: number): Diagnostic | undefined => {
  const head = graphicHead.exec(lines[index] ?? "")
  if (head === null) return undefined
  const below = lines.slice(index + 1, index + 12)
  const at = below.findIndex((line) => graphicPlace.test(line))
  // Only a message that was broken into several lines may stand between the head and the place.
  if (at < 0 || below.slice(0, at).some((line) => !/^ +[|│] /.test(line))) return undefined
  const place = graphicPlace.exec(below[at] ?? "")
  const rest = lines.slice(index + 2 + at, index + 2 + at + longestFrame)
  const end = rest.findIndex((line) => line.trim() === "" || graphicHead.test(line))
  const help = graphicHelp.exec(
    rest.slice(0, end < 0 ? rest.length : end).find((line) => graphicHelp.test(line)) ?? ""
  )
  const broken = below.slice(0, at).map((line) => line.replace(/^ +[|│] +/, ""))
  return {
    severity: head[1] === "!" || head[1] === "⚠" ? "warning" : "error",
    message: withHelp([head[3] ?? "", ...broken].join(" "), help?.[1]),
    path: place?.[1] ?? "",
    ...(place?.[2] === undefined ? {} : { line: Number(place[2]), column: Number(place[3]) }),
    ...(head[2] === undefined ? {} : { rule: head[2] })
  }
}

const readOneLine = (line: string): Diagnostic | undefined => {
  const github = githubFinding.exec(line)
  if (github !== null) {
    const [, severity, path = "", row, column, rule = "", message = ""] = github
    const named = rule === "oxlint" ? undefined : unescape(rule)
    return oneLine(severity, unescape(message), unescape(path), row, column, named)
  }
  const agent = agentFinding.exec(line)
  if (agent !== null) {
    const [, path = "", row, column, severity, rule, message = ""] = agent
    return oneLine(severity, message, path, row, column, rule)
  }
  return noFiles.test(line) ? { severity: "error", message: line } : undefined
}

const oneLine = (
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

const withHelp = (message: string, help: string | undefined) =>
  help === undefined ? message : `${message} Help: ${help}`

/** GitHub's workflow commands escape these in their values. */
const unescape = (value: string) =>
  value
    .replaceAll("%0D", "")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%")
