/**
 * A tree for checkers to look at, given as paths and texts.
 */
import type { CheckInput } from "@layercake/core/port/Checkers"
import { CheckFailed } from "@layercake/core/port/Checkers"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { type Counts, type Proof, ProofId, ProofKind } from "@layercake/core/proof/Proof"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"

const digest = "0".repeat(64)

export const treeOf = (files: Record<string, string>, rest: Partial<CheckInput> = {}): CheckInput => ({
  files: Object.keys(files).map((path) => ({
    path: FilePath.make(path),
    digest: BlobDigest.make(digest),
    bytes: files[path]?.length ?? 0
  })),
  read: (path) =>
    Effect.fromNullishOr(files[path]).pipe(Effect.mapError(() => new CheckFailed({ detail: path }))),
  directory: "/nowhere",
  policy: defaultPolicy,
  proofs: [],
  output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` })),
  ...rest
})

export const testProof = (counts: Counts, outcome: Proof["outcome"] = "passed"): Proof => ({
  proofId: ProofId.make("proof-1"),
  kind: ProofKind.make("test"),
  tree: TreeDigest.make(digest),
  outcome,
  summary: "12 tests passed.",
  exitCode: outcome === "passed" ? 0 : 1,
  counts,
  tools: { vitest: "5.1.1" },
  diagnostics: [],
  durationMillis: 900,
  output: BlobDigest.make(digest)
})
