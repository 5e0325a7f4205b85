/**
 * What `pnpm install` reports, and how any command of pnpm says that it failed. Version 12 lays an error out over several
 * lines with a margin, the versions before it print `ERR_PNPM_CODE  message`.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

/** `Progress: resolved 2, reused 0, downloaded 2, added 2, done`; the same line without its end is only on the way. */
const finished = /^(?:.* \| )?Progress: resolved \d+, reused \d+, downloaded \d+, added (\d+), done$/
const upToDate =
  /^(?:Lockfile is up to date\b.*|Already up to date|Done in [\d.]+ ?m?s(?: using pnpm v\S+)?)$/
const errorHead = /^(?:Error: +|\s*\[?)(ERR_PNPM_\w+)\]?(?:\s+(\S.*))?$/
/** An error without a code. */
const bareHead = /^Error: +×\s+(\S.*)$/
const deprecation = /^\s*\[?WARN\]?\s+(?:\d+ )?deprecated (\S+?): (.*)$/
/** The margin of version 12, and its hints. */
const margin = /^\s*(?:×|├─▶|╰─▶|│|help:)?\s*/
const longestError = 40

const network =
  /\b(?:ENOTFOUND|EAI_\w+|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT_\w+|SELF_SIGNED_\w+)\b|Connection refused|connect error|dns error|error sending request|operation timed out|(?:invalid peer|unable to verify).* certificate|responded with 5\d\d/i
const networkCode = /^ERR_PNPM_(?:\w*NETWORK\w*|META_FETCH_FAIL|FETCH_5\d\d|FETCH_429)$/

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const failure = readFailure(lines)
  const warnings = lines.flatMap((line): ReadonlyArray<Diagnostic> => {
    const [, name, reason] = deprecation.exec(line) ?? []
    return name === undefined
      ? []
      : [{ severity: "warning", message: `${name} is deprecated: ${reason}`, rule: "deprecated" }]
  })
  const added = lines.flatMap((line) => finished.exec(line)?.[1] ?? [])
  if (failure === undefined && added.length === 0 && !lines.some((line) => upToDate.test(line))) {
    return Option.none()
  }
  const diagnostics = [...(failure === undefined ? [] : [failure]), ...warnings]
  return Option.some(
    readFrom("pnpm", {
      counts: {
        packages: added.reduce((sum, count) => sum + Number(count), 0),
        ...countFindings(diagnostics)
      },
      diagnostics,
      obstacle: failure === undefined ? null : obstacleOf(failure)
    })
  )
}

const readFailure = (lines: ReadonlyArray<string>): Diagnostic | undefined => {
  const at = lines.findIndex((line) => errorHead.test(line) || bareHead.test(line))
  const head = lines[at]
  if (head === undefined) return undefined
  const [, code = "ERR_PNPM", first = bareHead.exec(head)?.[1]] = errorHead.exec(head) ?? []
  const below = lines.slice(at + 1, at + 1 + longestError)
  // The older form has its explanation right below, the newer one after an empty line, with a margin.
  const end = below.findIndex((line, index) => index > 0 && line !== "" && !/^\s/.test(line))
  const explained = below
    .slice(0, end < 0 ? below.length : end)
    .map((line) => line.replace(margin, "").trimEnd())
    .filter((line) => line !== "")
  const message = joined([...(first === undefined ? [] : [first]), ...explained])
  return { severity: "error", message: message === "" ? code : message, path: "package.json", rule: code }
}

/** Lines that were broken to fit, put together again: a word or an address goes on after a hyphen or a slash. */
const joined = (lines: ReadonlyArray<string>) =>
  lines.reduce(
    (text, line) => (text === "" ? line : /[-/]$/.test(text) ? text + line : `${text} ${line}`),
    ""
  )

const obstacleOf = ({ message, rule = "" }: Diagnostic): string | null => {
  if (rule === "ERR_PNPM_AUDIT_NO_LOCKFILE") return "there is no pnpm-lock.yaml to audit"
  if (rule === "ERR_PNPM_AUDIT_ENDPOINT_NOT_EXISTS") return "the registry offers no audit endpoint"
  const status = /responded with (\d+)/.exec(message)?.[1]
  if (rule === "ERR_PNPM_AUDIT_BAD_RESPONSE" && status !== undefined && /^4(?!29)/.test(status)) {
    return `the registry offers no audit endpoint (${status})`
  }
  return rule === "ERR_PNPM_AUDIT_BAD_RESPONSE" || networkCode.test(rule) || network.test(message)
    ? `the registry did not answer (${network.exec(message)?.[0] ?? rule})`
    : null
}
