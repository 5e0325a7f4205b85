/**
 * What `yarn install` reports: Yarn 1 in lines that begin with `error`, Yarn 2 and later in lines with a code such as
 * `YN0035` (https://yarnpkg.com/advanced/error-codes).
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  return Option.orElse(parseBerry(lines), () => parseClassic(lines))
}

const network =
  /\b(?:ENOTFOUND|EAI_\w+|ECONN\w+|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_\w+|ENETUNREACH|EHOSTUNREACH|EPROTO|CERT_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)\b|trouble with your network connection|Response Code: (?:5\d\d|429)\b|Timeout awaiting '\w+'/

const result = (diagnostics: ReadonlyArray<Diagnostic>, packages: number): ParsedOutput => {
  const errors = diagnostics.filter((found) => found.severity === "error")
  const reason = errors.map((found) => network.exec(found.message)?.[0]).find((found) => found !== undefined)
  return readFrom("yarn", {
    counts: { packages, ...countFindings(diagnostics) },
    diagnostics,
    obstacle: reason === undefined ? null : `the registry did not answer (${reason})`
  })
}

const classicHead = /^yarn install v1\./
const classicEnd = /^success (?:Saved lockfile\.|Already up-to-date\.|Nothing to update\.)$/
const classicError = /^error (\S.*)$/
const classicDeprecation = /^warning (?:.* > )?(\S+@\S+): (.*)$/

const parseClassic = (lines: ReadonlyArray<string>): Option.Option<ParsedOutput> => {
  const diagnostics = lines.flatMap((line): ReadonlyArray<Diagnostic> => {
    const message = classicError.exec(line)?.[1]
    if (message !== undefined) {
      return [
        { severity: "error", message: withAdvice(message), path: "package.json", rule: ruleOf(message) }
      ]
    }
    const [, name, reason] = classicDeprecation.exec(line) ?? []
    return name === undefined
      ? []
      : [{ severity: "warning", message: `${name} is deprecated: ${reason}`, rule: "deprecated" }]
  })
  const isInstall = lines.some((line) => classicHead.test(line))
  return isInstall &&
    (lines.some((line) => classicEnd.test(line)) || diagnostics.some((found) => found.severity === "error"))
    ? Option.some(result(diagnostics, 0))
    : Option.none()
}

/** `➤ YN0035: │ message`; the arrow and the bars are others where a terminal has no Unicode. */
const berryLine = /^(?:➤ )?YN(\d{4}): (?:[│|┌└·] )?\s*(.*)$/
const berryFailed = /^(?:· )?Failed with errors\b/
const berryDone = /^(?:· )?Done(?: with warnings)? in\b/
const berryAdded = /^(?:(\d+) packages were|A package was) added to the project\b/

/**
 * Codes that say what happened rather than what is wrong: 0 text, 2 and 60 peers, 7 and 8 builds, 13 fetched, 19 unused
 * files of the cache, 85 and 86 what changed, 88 news.
 */
const telling = new Set([
  "0000",
  "0002",
  "0005",
  "0007",
  "0008",
  "0013",
  "0019",
  "0060",
  "0061",
  "0068",
  "0085",
  "0086",
  "0088"
])

const parseBerry = (lines: ReadonlyArray<string>): Option.Option<ParsedOutput> => {
  const found = lines.flatMap((line) => {
    const [, code, message = ""] = berryLine.exec(line) ?? []
    return code === undefined ? [] : [{ code, message: message.trimEnd() }]
  })
  const failed = found.some(({ message }) => berryFailed.test(message))
  if (!failed && !found.some(({ message }) => berryDone.test(message))) return Option.none()
  const packages = found.reduce((sum, { message }) => {
    const match = berryAdded.exec(message)
    return match === null ? sum : sum + Number(match[1] ?? 1)
  }, 0)
  const errors = new Map<string, Array<string>>()
  if (failed) {
    for (const { code, message } of found) {
      // Below the code of a changed lock file stands the difference.
      if (telling.has(code) || (code === "0028" && /^[-+]/.test(message))) continue
      errors.set(code, [...(errors.get(code) ?? []), message])
    }
  }
  const diagnostics = Array.from(errors, ([code, messages]): Diagnostic => {
    const message = messages.join("\n")
    return {
      severity: "error",
      message: withAdvice(message),
      path: "package.json",
      rule: ruleOf(message, `YN${code}`)
    }
  })
  return Option.some(result(diagnostics, packages))
}

/** The names that npm has for the same. */
const ruleOf = (message: string, otherwise = "yarn"): string => {
  if (/Couldn't find package |Package not found|Response Code: 404/.test(message)) return "E404"
  if (/Couldn't find any versions for|No candidates found|No matching version/.test(message)) return "ETARGET"
  if (isOutdated.test(message)) return "EUSAGE"
  return /[Ii]ntegrity check failed|checksum doesn't match/i.test(message) ? "EINTEGRITY" : otherwise
}

const isOutdated = /lockfile needs to be updated|lockfile would have been (?:modified|created)/

/** For those who cannot run Yarn themselves. */
const withAdvice = (message: string) =>
  isOutdated.test(message)
    ? `${message}\nOr remove the lock file: then the packages are chosen by package.json alone.`
    : message
