/**
 * The older report of an audit, by advisory: what `pnpm audit --json` prints, and Yarn 2 and 3 with `--json`.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import type { BuildCounts } from "./BuildCount.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"

/** One known vulnerability, as the registry's endpoint for audits gives it. */
export const Advisory = Schema.Struct({
  module_name: Schema.String,
  severity: Schema.String,
  title: Schema.optionalKey(Schema.NullOr(Schema.String)),
  url: Schema.optionalKey(Schema.NullOr(Schema.String)),
  vulnerable_versions: Schema.optionalKey(Schema.NullOr(Schema.String)),
  patched_versions: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** How many packages, by severity. */
export const SeverityCounts = Schema.Record(Schema.String, Schema.Int)

const Report = Schema.Struct({
  advisories: Schema.Record(Schema.String, Advisory),
  metadata: Schema.Struct({ vulnerabilities: SeverityCounts })
})
const decodeReport = jsonDecoder(Report)

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.map(decodeReport(jsonFragment(text, /\{\s*"(?:actions|advisories)"\s*:/) ?? ""), (report) =>
    readFrom("audit", {
      counts: countsOf(report.metadata.vulnerabilities),
      diagnostics: Object.values(report.advisories).map(describeAdvisory)
    })
  )

export const countsOf = (found: typeof SeverityCounts.Type): BuildCounts => ({
  "vulnerabilities.critical": found["critical"] ?? 0,
  "vulnerabilities.high": found["high"] ?? 0,
  "vulnerabilities.moderate": found["moderate"] ?? 0,
  "vulnerabilities.low": (found["low"] ?? 0) + (found["info"] ?? 0)
})

export const describeAdvisory = (advisory: typeof Advisory.Type): Diagnostic => {
  const { module_name: name, patched_versions: patched, severity, title, url } = advisory
  const cause = [title, url].filter(Boolean).join(", ")
  const remedy =
    patched == null || patched === "" || patched === "<0.0.0"
      ? "No fixed version is known: use another package."
      : `Use ${name} ${patched}.`
  return {
    severity: severity === "high" || severity === "critical" ? "error" : "warning",
    message: `${[name, advisory.vulnerable_versions].filter(Boolean).join(" ")} (${severity}): ${cause}. ${remedy}`,
    path: "package.json",
    rule: `vulnerable-${name}`
  }
}
