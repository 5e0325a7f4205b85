/**
 * From what a check found to its report: outcome, summary, counts, duration. Does no looking of its own.
 */
import { Duration, Effect, type Option } from "effect"
import type { CheckFailed, CheckInput } from "../port/Checkers.ts"
import type { Counts, Diagnostic, ProofReport, ToolVersions } from "../proof/Proof.ts"

/** A report before the clock has been read. */
export type Verdict = Omit<ProofReport, "exitCode" | "durationMillis">

export interface Finding {
  /** The sentence to say when nothing is wrong. */
  readonly passed: string
  readonly counts: Counts
  readonly tools: ToolVersions
  readonly diagnostics: ReadonlyArray<Diagnostic>
}

/** Failed when there is an error among the diagnostics, passed otherwise. Only for a check that looked at everything. */
export const judge = (finding: Finding): Verdict => {
  const errors = finding.diagnostics.filter((diagnostic) => diagnostic.severity === "error")
  return {
    outcome: errors.length > 0 ? "failed" : "passed",
    summary: errors.length > 0 ? failure(errors) : finding.passed,
    counts: withTotals(finding.counts, finding.diagnostics),
    tools: finding.tools,
    diagnostics: finding.diagnostics
  }
}

/** It could not be carried out, or not for everything it should have looked at; the summary says what is missing. */
export const inconclusive = (summary: string, finding: Partial<Finding> = {}): Verdict => ({
  outcome: "inconclusive",
  summary,
  counts: withTotals(finding.counts ?? {}, finding.diagnostics ?? []),
  tools: finding.tools ?? {},
  diagnostics: finding.diagnostics ?? []
})

/** Adds how long the check took. */
export const timed = <E, R>(check: Effect.Effect<Verdict, E, R>): Effect.Effect<ProofReport, E, R> =>
  Effect.map(Effect.timed(check), ([duration, verdict]) => ({
    ...verdict,
    exitCode: null,
    durationMillis: Math.round(Duration.toMillis(duration))
  }))

/** The text of a file of the tree; none when the tree has no file of this path. */
export const textOf = (
  input: CheckInput,
  path: string
): Effect.Effect<Option.Option<string>, CheckFailed> => {
  const file = input.files.find((candidate) => candidate.path === path)
  return file === undefined ? Effect.succeedNone : Effect.asSome(input.read(file.path))
}

export const missingFile = (path: string, instruction: string): Diagnostic => ({
  severity: "error",
  rule: "missing-file",
  path,
  message: `${path} is missing. ${instruction}`
})

const failure = (errors: ReadonlyArray<Diagnostic>) => {
  const [first, ...others] = errors
  return others.length === 0
    ? (first?.message ?? "")
    : `${errors.length} things to put right, the first: ${first?.message ?? ""}`
}

const withTotals = (counts: Counts, diagnostics: ReadonlyArray<Diagnostic>): Counts => ({
  ...counts,
  errors: diagnostics.filter((diagnostic) => diagnostic.severity === "error").length,
  warnings: diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length
})
