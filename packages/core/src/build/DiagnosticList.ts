/**
 * Keeps the diagnostics of a proof within bounds, whatever a tool prints.
 */
import type { Diagnostic } from "../proof/Proof.ts"
import { clip } from "./PlainText.ts"

export const mostDiagnostics = 100
export const longestMessage = 2000

/** Errors before warnings, messages clipped; the last entry says how many more there are. */
export const bounded = (diagnostics: ReadonlyArray<Diagnostic>): ReadonlyArray<Diagnostic> => {
  const sorted = [
    ...diagnostics.filter((diagnostic) => diagnostic.severity === "error"),
    ...diagnostics.filter((diagnostic) => diagnostic.severity !== "error")
  ]
  const kept = sorted.length > mostDiagnostics ? sorted.slice(0, mostDiagnostics - 1) : sorted
  return [...kept.map(clipped), ...rest(sorted.slice(kept.length))]
}

const clipped = (diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  message: clip(diagnostic.message, longestMessage)
})

const rest = (left: ReadonlyArray<Diagnostic>): ReadonlyArray<Diagnostic> => {
  const errors = left.filter((diagnostic) => diagnostic.severity === "error").length
  return left.length === 0
    ? []
    : [
        {
          severity: errors > 0 ? "error" : "warning",
          message: `There are ${left.length} more (${errors} errors, ${left.length - errors} warnings). The complete output names them.`,
          rule: "more"
        }
      ]
}
