/**
 * A proof is evidence made by the runner about an exact tree or document version. Agents never make one.
 */
import { Schema } from "effect"
import { environmentFault } from "../heal/EnvironmentFault.ts"
import { RequirementTrace } from "../requirement/Requirement.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"

/** What is proven, for example `build`, `test`, `requirements`. Users may name their own. */
export const ProofKind = Schema.NonEmptyString.pipe(Schema.brand("ProofKind"))
export type ProofKind = typeof ProofKind.Type

export const ProofId = Schema.NonEmptyString.pipe(Schema.brand("ProofId"))
export type ProofId = typeof ProofId.Type

/** `inconclusive`: it could not be carried out, which is never the same as passed. */
export const ProofOutcome = Schema.Literals(["passed", "failed", "inconclusive"])
export type ProofOutcome = typeof ProofOutcome.Type

/** Numbers that the runner read from the output, by name: `tests.passed`, `coverage.lines`, `errors`, ... */
export const Counts = Schema.Record(Schema.String, Schema.Finite)
export type Counts = typeof Counts.Type

/** Version by tool, for example `{ node: "24.21.0", typescript: "7.0.2" }`. */
export const ToolVersions = Schema.Record(Schema.String, Schema.String)
export type ToolVersions = typeof ToolVersions.Type

/** One thing to be put right, said so that a person or an agent can act on it. */
export const Diagnostic = Schema.Struct({
  severity: Schema.Literals(["error", "warning"]),
  message: Schema.String,
  path: Schema.optionalKey(Schema.String),
  /** From 1. */
  line: Schema.optionalKey(Schema.Int),
  /** From 1. */
  column: Schema.optionalKey(Schema.Int),
  /** The tool's own name for it, for example `TS2345` or `no-unused-vars`. */
  rule: Schema.optionalKey(Schema.String)
})
export type Diagnostic = typeof Diagnostic.Type

/** What a file looked like when it was shown; a PNG. */
export const Picture = Schema.Struct({
  /** The file that was shown. */
  path: FilePath,
  /** Of the picture, in CSS pixels; the width is that of the screen it was shown on. */
  width: Schema.Int,
  height: Schema.Int,
  digest: BlobDigest
})
export type Picture = typeof Picture.Type

const found = {
  outcome: ProofOutcome,
  /** Why it failed or could not be carried out; one sentence, also when passed. */
  summary: Schema.String,
  /** Null when nothing was executed. */
  exitCode: Schema.NullOr(Schema.Int),
  counts: Counts,
  tools: ToolVersions,
  diagnostics: Schema.Array(Diagnostic),
  durationMillis: Schema.Int,
  /** Left out where nothing was shown. */
  pictures: Schema.optionalKey(Schema.Array(Picture))
}

/** What a prover found. The runner turns it into a proof by adding which tree it was about. */
export const ProofReport = Schema.Struct({
  ...found,
  /** What it found out about requirements; it becomes events of its own beside the proof. */
  trace: Schema.optionalKey(RequirementTrace)
})
export type ProofReport = typeof ProofReport.Type

export const Proof = Schema.Struct({
  proofId: ProofId,
  kind: ProofKind,
  tree: TreeDigest,
  ...found,
  /** The complete output, as far as the output limit allowed; null when there was none. */
  output: Schema.NullOr(BlobDigest)
})
export type Proof = typeof Proof.Type

/**
 * Whether whoever owns the proof can do something about it: it failed, or it could not be carried out for a reason
 * that lies in the tree, such as a missing script, and that a diagnostic names. Anything else is the environment's.
 */
export const isMendable = (
  proof: Pick<Proof, "outcome" | "diagnostics"> & Partial<Pick<Proof, "kind" | "summary">>
): boolean =>
  environmentFault(proof) === undefined &&
  (proof.outcome === "failed" ||
    (proof.outcome === "inconclusive" &&
      proof.diagnostics.some((diagnostic) => diagnostic.severity === "error")))
