/**
 * Whether an install may begin, from what was found about its packages. Pure; reaches no registry.
 */
import type { Diagnostic, ProofReport, ToolVersions } from "../proof/Proof.ts"
import { bounded } from "./DiagnosticList.ts"

export interface PackageFindings {
  readonly findings: ReadonlyArray<Diagnostic>
  /** Packages the registry said nothing about, and why about the first of them. */
  readonly unanswered: { readonly names: ReadonlyArray<string>; readonly reason: string } | null
  /** How many packages were judged, now or before. */
  readonly judged: number
}

/** The install begins; what is worth noting goes into its proof. */
export interface PackagesAdmitted {
  readonly _tag: "PackagesAdmitted"
  readonly judged: number
  readonly warnings: ReadonlyArray<Diagnostic>
  /** Added to the summary of the proof; empty when there is nothing to add. */
  readonly note: string
}

/** Nothing is installed. */
export interface PackagesStopped {
  readonly _tag: "PackagesStopped"
  readonly report: ProofReport
}

export type PackageVerdict = PackagesAdmitted | PackagesStopped

export const decide = (found: PackageFindings, tools: ToolVersions): PackageVerdict => {
  const errors = found.findings.filter((finding) => finding.severity === "error")
  if (errors.length > 0) {
    const rest = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`
    return stopped(found, tools, "failed", `Nothing was installed: ${errors[0]?.message ?? ""}${rest}`, [
      ...found.findings
    ])
  }
  if (found.unanswered !== null) {
    const { names, reason } = found.unanswered
    const listed = names.slice(0, 5).join(", ")
    return stopped(
      found,
      tools,
      "inconclusive",
      `Nothing was installed, because nothing is known about ${listed}${names.length > 5 ? ` and ${names.length - 5} more` : ""}: ${reason}`,
      found.findings
    )
  }
  return { _tag: "PackagesAdmitted", judged: found.judged, warnings: found.findings, note: "" }
}

/** The policy says that nothing is judged. */
export const switchedOff: PackagesAdmitted = {
  _tag: "PackagesAdmitted",
  judged: 0,
  warnings: [],
  note: "The packages were not judged, because the policy says so (packages.guard)."
}

/** The report of the install itself, with what was found before it. */
export const withAdmission = (
  report: ProofReport,
  { judged, note, warnings }: PackagesAdmitted
): ProofReport => ({
  ...report,
  summary: note === "" ? report.summary : `${report.summary} ${note}`,
  counts: { ...report.counts, ...(judged === 0 ? {} : { "packages.judged": judged }) },
  diagnostics: warnings.length === 0 ? report.diagnostics : bounded([...report.diagnostics, ...warnings])
})

const stopped = (
  { findings, judged }: PackageFindings,
  tools: ToolVersions,
  outcome: "failed" | "inconclusive",
  summary: string,
  diagnostics: ReadonlyArray<Diagnostic>
): PackagesStopped => ({
  _tag: "PackagesStopped",
  report: {
    outcome,
    summary,
    exitCode: null,
    counts: {
      "packages.judged": judged,
      "packages.refused": findings.filter((finding) => finding.severity === "error").length
    },
    tools,
    diagnostics: bounded(diagnostics),
    durationMillis: 0
  }
})
