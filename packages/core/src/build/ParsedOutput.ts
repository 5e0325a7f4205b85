/**
 * What a parser read from the output of a tool. Passes no judgement on it.
 */
import type { Counts, Diagnostic } from "../proof/Proof.ts"
import type { TestResult } from "./TestResult.ts"

export interface ParsedOutput {
  /** The tools whose output was recognised, by name; empty when none was. */
  readonly tools: ReadonlyArray<string>
  /** Numbers under the names of `BuildCount`. */
  readonly counts: Counts
  readonly diagnostics: ReadonlyArray<Diagnostic>
  readonly tests: ReadonlyArray<TestResult>
  /** Why the output says nothing about the tree, for example because no registry answered; null when it does. */
  readonly obstacle: string | null
}

export const nothingRead: ParsedOutput = { tools: [], counts: {}, diagnostics: [], tests: [], obstacle: null }

/** What one tool's output says; the rest of it is empty. */
export const readFrom = (tool: string, parsed: Partial<Omit<ParsedOutput, "tools">>): ParsedOutput => ({
  ...nothingRead,
  ...parsed,
  tools: [tool]
})

/** Output of several tools in one step: numbers are added up, percentages are not (the lowest counts). */
export const merge = (outputs: ReadonlyArray<ParsedOutput>): ParsedOutput => ({
  tools: [...new Set(outputs.flatMap((output) => output.tools))],
  counts: outputs.map((output) => output.counts).reduce(addCounts, {}),
  diagnostics: distinct(outputs.flatMap((output) => output.diagnostics)),
  tests: outputs.flatMap((output) => output.tests),
  obstacle: outputs.find((output) => output.obstacle !== null)?.obstacle ?? null
})

/** The errors and warnings among the diagnostics, as counts. */
export const countFindings = (diagnostics: ReadonlyArray<Diagnostic>): Counts => ({
  errors: diagnostics.filter((diagnostic) => diagnostic.severity === "error").length,
  warnings: diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length
})

export const addCounts = (left: Counts, right: Counts): Counts => {
  const sum: Record<string, number> = { ...left }
  for (const [name, value] of Object.entries(right)) {
    const before = sum[name]
    sum[name] = before === undefined ? value : isPercentage(name) ? Math.min(before, value) : before + value
  }
  return sum
}

const isPercentage = (name: string) => name.startsWith("coverage.")

const distinct = (diagnostics: ReadonlyArray<Diagnostic>) => {
  const seen = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { severity, message, path, line, column, rule } = diagnostic
    seen.set([severity, path, line, column, rule, message].join("\u0000"), diagnostic)
  }
  return [...seen.values()]
}
