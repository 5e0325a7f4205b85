/**
 * A build that somebody asked for, outside of what a gate needs. Its steps are no proofs: no gate passes on them, and no
 * repair begins because of them.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { Counts, Diagnostic, ProofOutcome, ToolVersions } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { BuildId } from "./BuildEvent.ts"
import { BuildStep, inOrder } from "./BuildStep.ts"

/** What one step came to. */
export const AskedStep = Schema.Struct({
  step: BuildStep,
  outcome: ProofOutcome,
  summary: Schema.String,
  /** Null when nothing was executed. */
  exitCode: Schema.NullOr(Schema.Int),
  counts: Counts,
  tools: ToolVersions,
  diagnostics: Schema.Array(Diagnostic),
  durationMillis: Schema.Int,
  /** What it printed; null when that was nothing. */
  output: Schema.NullOr(BlobDigest)
})
export type AskedStep = typeof AskedStep.Type

/** `cancelled`: somebody did not want it any more. */
export const AskedBuildOutcome = Schema.Literals([...ProofOutcome.literals, "cancelled"])
export type AskedBuildOutcome = typeof AskedBuildOutcome.Type

export const AskedBuildRow = Schema.Struct({
  buildId: BuildId,
  tree: TreeDigest,
  /** What is run, first to last: what was asked for and what has to come before it. */
  steps: Schema.Array(BuildStep),
  /** Those that are done. */
  done: Schema.Array(AskedStep),
  status: Schema.Literals(["asked", "started", "ended"]),
  sandbox: Schema.NullOr(Schema.NonEmptyString),
  isolated: Schema.NullOr(Schema.Boolean),
  outcome: Schema.NullOr(AskedBuildOutcome),
  summary: Schema.NullOr(Schema.String),
  askedAt: Timestamp,
  startedAt: Schema.NullOr(Timestamp),
  endedAt: Schema.NullOr(Timestamp)
})
export type AskedBuildRow = typeof AskedBuildRow.Type

/** With the steps without which the wanted ones say nothing: packages for all, the built program for the tests. */
export const stepsFor = (wanted: Iterable<BuildStep>): ReadonlyArray<BuildStep> => {
  const steps = new Set(wanted)
  return inOrder(["install", ...(steps.has("test") ? ["build"] : []), ...steps])
}

/** The worst of the steps says how the build went. */
export const verdictOf = (
  done: ReadonlyArray<Pick<AskedStep, "step" | "outcome" | "summary">>
): { readonly outcome: ProofOutcome; readonly summary: string } => {
  const worst =
    done.find((step) => step.outcome === "failed") ?? done.find((step) => step.outcome !== "passed")
  if (worst !== undefined) return { outcome: worst.outcome, summary: `${worst.step}: ${worst.summary}` }
  return done.length === 0
    ? { outcome: "inconclusive", summary: "nothing was run" }
    : { outcome: "passed", summary: `${done.length} ${done.length === 1 ? "step" : "steps"} passed` }
}
