/**
 * What a gate's approval is about, by digest: the tree, the documents and the proofs that were reviewed.
 */
import { Schema } from "effect"
import { ProofId, ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"

export const Evidence = Schema.Struct({
  tree: TreeDigest,
  /** In order of path. */
  documents: Schema.Array(Schema.Struct({ path: FilePath, digest: BlobDigest })),
  /** In the order of the gate's definition. */
  proofs: Schema.Array(
    Schema.Struct({
      kind: ProofKind,
      proofId: ProofId,
      outcome: ProofOutcome,
      output: Schema.NullOr(BlobDigest)
    })
  )
})
export type Evidence = typeof Evidence.Type

/** SHA-256 of `canonicalEvidence`; what an approver names to say what was reviewed. */
export const EvidenceDigest = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("EvidenceDigest")
)
export type EvidenceDigest = typeof EvidenceDigest.Type

/** One line for each thing bound; the text whose SHA-256 is the evidence's digest. */
export const canonicalEvidence = (evidence: Evidence): string =>
  [
    `tree ${evidence.tree}`,
    ...evidence.documents.map((document) => `document ${document.digest} ${document.path}`),
    ...evidence.proofs.map(
      (proof) => `proof ${proof.kind} ${proof.proofId} ${proof.outcome} ${proof.output ?? "-"}`
    ),
    ""
  ].join("\n")
