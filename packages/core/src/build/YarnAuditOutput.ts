/**
 * What `yarn audit --json` of Yarn 1 prints, one JSON object a line, and the tree that `yarn npm audit` of Yarn 4 draws.
 * Counts are given only when the report came to its end.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { jsonDecoder } from "./JsonFragment.ts"
import { Advisory, countsOf, describeAdvisory, SeverityCounts } from "./LegacyAuditOutput.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.orElse(parseClassic(text), () => parseBerry(linesOf(text)))

const ClassicLine = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("auditAdvisory"),
    data: Schema.Struct({ advisory: Advisory })
  }),
  Schema.Struct({
    type: Schema.Literal("auditSummary"),
    data: Schema.Struct({ vulnerabilities: SeverityCounts })
  }),
  Schema.Struct({ type: Schema.Literal("error"), data: Schema.String })
])
const decodeLine = jsonDecoder(ClassicLine)

const parseClassic = (text: string): Option.Option<ParsedOutput> => {
  const found = text
    .split("\n")
    .filter((line) => /^\{"type":"(?:auditAdvisory|auditSummary|error)"/.test(line))
    .flatMap((line) => Option.toArray(decodeLine(line)))
  if (found.length === 0) return Option.none()
  const summary = found.flatMap((line) => (line.type === "auditSummary" ? [line.data.vulnerabilities] : []))
  const error = found.find((line) => line.type === "error")
  const diagnostics = found.flatMap((line) =>
    line.type === "auditAdvisory" ? [describeAdvisory(line.data.advisory)] : []
  )
  return Option.some(
    readFrom("yarn audit", {
      counts: summary.map(countsOf).reduce(addCounts, {}),
      diagnostics: distinct(diagnostics),
      obstacle: error === undefined ? null : obstacleOf(error.data)
    })
  )
}

/** An advisory stands in the output once for each way that leads to its package. */
const distinct = (diagnostics: ReadonlyArray<Diagnostic>) => [
  ...new Map(diagnostics.map((diagnostic) => [diagnostic.message, diagnostic])).values()
]

/** `➤ YN0001: No audit suggestions` */
const nothingFound = /^(?:➤ )?YN0001: No audit suggestions$/
/** `├─ minimist`, and below it `│  ├─ Severity: critical`. */
const packageLine = /^[├└]─ (\S+)$/
const fieldLine =
  /^(?:│| ) {2}[├└]─ (ID|Issue|URL|Severity|Vulnerable Versions|Tree Versions|Dependents)(?:: (.*))?$/
const failure = /^(?:.*\bRequestError\]?: |(?:➤ )?YN\d{4}: (?:│ )?RequestError: |.*HTTPError\]?: )(.*)$/

interface BerryRecord {
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
}

const parseBerry = (lines: ReadonlyArray<string>): Option.Option<ParsedOutput> => {
  const refused = lines.flatMap((line) => failure.exec(line)?.[1] ?? [])[0]
  if (refused !== undefined) {
    return Option.some(readFrom("yarn audit", { obstacle: obstacleOf(refused) }))
  }
  if (lines.some((line) => nothingFound.test(line))) {
    return Option.some(readFrom("yarn audit", { counts: countsOf({}) }))
  }
  const records: Array<BerryRecord> = []
  for (const line of lines) {
    const name = packageLine.exec(line)?.[1]
    if (name !== undefined) records.push({ name, fields: {} })
    const [, field, value = ""] = fieldLine.exec(line) ?? []
    const last = records.at(-1)
    if (field === undefined || last === undefined) continue
    // A second advisory about the same package begins with its ID.
    if (field === "ID" && "ID" in last.fields) records.push({ name: last.name, fields: { ID: value } })
    else records[records.length - 1] = { ...last, fields: { ...last.fields, [field]: value } }
  }
  if (!records.some(({ fields }) => "Severity" in fields)) return Option.none()
  const isWhole = records.every(({ fields }) => "Severity" in fields && "Dependents" in fields)
  return Option.some(
    readFrom("yarn audit", {
      counts: isWhole ? records.map(countRecord).reduce(addCounts, {}) : {},
      diagnostics: records.map(describeRecord)
    })
  )
}

const countRecord = ({ fields }: BerryRecord): BuildCounts =>
  countsOf({ [fields["Severity"] ?? "critical"]: 1 })

const describeRecord = ({ fields, name }: BerryRecord): Diagnostic => {
  const severity = fields["Severity"] ?? "unknown"
  const cause = [fields["Issue"], fields["URL"]].filter(Boolean).join(", ")
  return {
    severity: severity === "low" || severity === "moderate" || severity === "info" ? "warning" : "error",
    message: `${[name, fields["Vulnerable Versions"]].filter(Boolean).join(" ")} (${severity}): ${cause}. Use a version outside of that range.`,
    path: "package.json",
    rule: `vulnerable-${name}`
  }
}

const obstacleOf = (message: string): string => {
  const status = /returned a (\d{3})\b|Response code (\d{3})\b/i.exec(message)
  const code = status?.[1] ?? status?.[2]
  return code !== undefined && /^4(?!29)/.test(code)
    ? `the registry offers no audit endpoint (${code})`
    : `the registry's audit endpoint did not answer (${message.split("\n", 1)[0]?.slice(0, 200) ?? "no reason given"})`
}
