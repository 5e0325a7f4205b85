/**
 * When a build is over: after its last step, or after a step without which the following ones would fail for that
 * reason alone. The runner stops there and the log says so.
 */
import type { ProofReport } from "../proof/Proof.ts"

export const endsBuild = (step: string, report: Pick<ProofReport, "outcome" | "diagnostics">): boolean =>
  (step === "install" && report.outcome !== "passed" && !isMissing(report)) ||
  (step === "build" && report.outcome === "failed")

/** When even package.json is missing, each step says so. */
const isMissing = (report: Pick<ProofReport, "diagnostics">) =>
  report.diagnostics.some((found) => found.rule === "missing-step")
