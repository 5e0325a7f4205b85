/**
 * What a parser read from the output of a tool. Passes no judgement on it.
 */
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import type { TestResult } from "./TestResult.ts"

export interface ParsedOutput {
  /** The tools whose output was recognised, by name; empty when none was. */
  readonly tools: ReadonlyArray<string>
  readonly counts: BuildCounts
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

/** Output of several tools in one step. */
export const merge = (outputs: ReadonlyArray<ParsedOutput>): ParsedOutput => ({
  tools: [...new Set(outputs.flatMap((output) => output.tools))],
  counts: outputs.map((output) => output.counts).reduce(addCounts, {}),
  diagnostics: distinct(outputs.flatMap((output) => output.diagnostics)),
  tests: outputs.flatMap((output) => output.tests),
  obstacle: outputs.find((output) => output.obstacle !== null)?.obstacle ?? null
})

/** The errors and warnings among the diagnostics, as counts. */
export const countFindings = (diagnostics: ReadonlyArray<Diagnostic>): BuildCounts => ({
  errors: diagnostics.filter((diagnostic) => diagnostic.severity === "error").length,
  warnings: diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length
})

const distinct = (diagnostics: ReadonlyArray<Diagnostic>) => {
  const seen = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { severity, message, path, line, column, rule } = diagnostic
    seen.set([severity, path, line, column, rule, message].join("\u0000"), diagnostic)
  }
  return [...seen.values()]
}
