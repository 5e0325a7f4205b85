/**
 * What `npm install` and `npm ci` report: how many packages they added, what they warn of, why they failed.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

const added = /^added (\d+) packages?\b/
const upToDate = /^(?:up to date|(?:added|removed|changed) \d+ packages?)\b/
const errorLine = /^npm (?:error|ERR!) ?(.*)$/
const errorCode = /^code (\S+)$/
const deprecation = /^npm (?:warn|WARN) deprecated (\S+): (.*)$/
/** Where the log lies, and the help that npm prints for `npm ci`. */
const noise =
  /^(?:(?:syscall|errno) \S+$|A complete log of this run|For a full report see:|\/.*-(?:report\.txt|debug-\d+\.log)$)/
const help = /^(?:Clean install a project|Usage:|\{$|at \S)/

/** Codes that say that no registry answered, or that its certificate is not trusted here: nothing about the tree. */
const networkCode =
  /^(?:ENOTFOUND|EAI_\w+|ECONN\w+|ETIMEDOUT|EIDLETIMEOUT|ENETUNREACH|EHOSTUNREACH|EPIPE|EPROTO|ENOTCACHED|FETCH_ERROR|E429|E5\d\d|ERR_(?:SOCKET|TLS|SSL)_\w+|\w*(?:CERT|SIGNATURE)\w*)$/

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const errors = lines.flatMap((line) => errorLine.exec(line)?.[1]?.trim() ?? [])
  const code = errors.map((line) => errorCode.exec(line)?.[1]).find((found) => found !== undefined)
  const warnings = lines.flatMap((line): ReadonlyArray<Diagnostic> => {
    const [, name, reason] = deprecation.exec(line) ?? []
    return name === undefined
      ? []
      : [{ severity: "warning", message: `${name} is deprecated: ${reason}`, rule: "deprecated" }]
  })
  if (code === undefined && !lines.some((line) => upToDate.test(line))) return Option.none()
  const failure = code === undefined ? [] : [describe(code, errors)]
  const packages = lines.reduce((sum, line) => sum + Number(added.exec(line)?.[1] ?? 0), 0)
  return Option.some(
    readFrom("npm", {
      counts: { packages, ...countFindings([...failure, ...warnings]) },
      diagnostics: [...failure, ...warnings],
      obstacle: code !== undefined && networkCode.test(code) ? `the registry did not answer (${code})` : null
    })
  )
}

const describe = (code: string, errors: ReadonlyArray<string>): Diagnostic => {
  const end = errors.findIndex((line) => help.test(line))
  const message = errors
    .slice(0, end < 0 ? errors.length : end)
    .filter((line) => !errorCode.test(line) && !noise.test(line) && line !== code)
    .map((line) => withoutTag(line))
    .filter((line, index, all) => line !== "" && line !== all[index - 1])
    .join("\n")
  return {
    severity: "error",
    message: [message === "" ? code : message, ...(message.includes("are in sync") ? [lockAdvice] : [])].join(
      "\n"
    ),
    path: "package.json",
    rule: code
  }
}

/** For those who cannot run npm themselves. */
const lockAdvice = "Or remove the lock file: then the packages are chosen by package.json alone."

/** npm repeats a word of the error before each of its lines: `404  The requested resource`, `notarget No matching`. */
const withoutTag = (line: string) =>
  line.replace(/^(?:404|notarget|network|ERESOLVE|JSON\.parse)(?:\s+|$)/, "")
