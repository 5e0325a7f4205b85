/**
 * The report of `npm audit --json`, version 2, or the reason why there is none.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"

const Advisory = Schema.Struct({
  title: Schema.optionalKey(Schema.String),
  url: Schema.optionalKey(Schema.String)
})

const AuditReport = Schema.Struct({
  auditReportVersion: Schema.Int,
  vulnerabilities: Schema.Record(
    Schema.String,
    Schema.Struct({
      name: Schema.String,
      severity: Schema.String,
      isDirect: Schema.optionalKey(Schema.Boolean),
      /** An advisory, or the name of the package through which it comes. */
      via: Schema.Array(Schema.Union([Schema.String, Advisory])),
      range: Schema.String,
      fixAvailable: Schema.optionalKey(
        Schema.Union([
          Schema.Boolean,
          Schema.Struct({
            name: Schema.String,
            version: Schema.String,
            isSemVerMajor: Schema.optionalKey(Schema.Boolean)
          })
        ])
      )
    })
  ),
  metadata: Schema.Struct({ vulnerabilities: Schema.Record(Schema.String, Schema.Int) })
})
type Vulnerability = (typeof AuditReport.Type)["vulnerabilities"][string]

const AuditFailure = Schema.Struct({
  message: Schema.optionalKey(Schema.NullOr(Schema.String)),
  statusCode: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  error: Schema.Struct({
    code: Schema.optionalKey(Schema.NullOr(Schema.String)),
    summary: Schema.optionalKey(Schema.NullOr(Schema.String))
  })
})

const decodeReport = jsonDecoder(AuditReport)
const decodeFailure = jsonDecoder(AuditFailure)

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.orElse(
    Option.map(decodeReport(jsonFragment(text, /\{\s*"auditReportVersion"\s*:/) ?? ""), readReport),
    () => Option.map(decodeFailure(jsonFragment(text, /\{\s*"(?:message|error)"\s*:/) ?? ""), readFailure)
  )

const readReport = (report: typeof AuditReport.Type): ParsedOutput => {
  const found = report.metadata.vulnerabilities
  return readFrom("npm audit", {
    counts: {
      "vulnerabilities.critical": found["critical"] ?? 0,
      "vulnerabilities.high": found["high"] ?? 0,
      "vulnerabilities.moderate": found["moderate"] ?? 0,
      "vulnerabilities.low": (found["low"] ?? 0) + (found["info"] ?? 0)
    },
    diagnostics: Object.values(report.vulnerabilities).map(asDiagnostic)
  })
}

const asDiagnostic = (vulnerability: Vulnerability): Diagnostic => {
  const { name, range, severity, via } = vulnerability
  const causes = via.map((cause) =>
    typeof cause === "string" ? `through ${cause}` : [cause.title, cause.url].filter(Boolean).join(", ")
  )
  return {
    severity: severity === "high" || severity === "critical" ? "error" : "warning",
    message: `${name} ${range} (${severity}): ${causes.join("; ")}. ${remedy(vulnerability)}`,
    path: "package.json",
    rule: `vulnerable-${name}`
  }
}

const remedy = ({ fixAvailable, isDirect }: Vulnerability) => {
  if (fixAvailable === undefined || fixAvailable === false) {
    return isDirect === true
      ? "No fixed version is known: use another package."
      : "No fixed version is known."
  }
  if (fixAvailable === true) return "A fixed version is allowed already: renew package-lock.json."
  const { isSemVerMajor, name, version } = fixAvailable
  return `Use ${name} ${version}${isSemVerMajor === true ? ", which breaks its interface" : ""}.`
}

const readFailure = (failure: typeof AuditFailure.Type): ParsedOutput =>
  readFrom("npm audit", { obstacle: obstacleOf(failure) })

/** Statuses of a registry that keeps packages but no advisories. */
const withoutEndpoint = new Set([400, 404, 405, 410, 501])

const obstacleOf = ({ error, message, statusCode }: typeof AuditFailure.Type): string => {
  if (error.code === "ENOLOCK") return "there is no package-lock.json to audit; run the step `install` first"
  if (error.code === "ENOAUDIT" || withoutEndpoint.has(statusCode ?? 0)) {
    return `the registry offers no audit endpoint (${statusCode ?? error.code})`
  }
  const reason = /(?:reason: |^(?=network timeout))(.*?)(?: at: \S*)?$/.exec(message ?? "")?.[1]
  const known = [reason, error.summary, error.code, statusCode?.toString()].find(Boolean) ?? "no reason given"
  return `the registry's audit endpoint did not answer (${known})`
}
