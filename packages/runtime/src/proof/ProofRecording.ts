/**
 * From what a prover found to a proof in the log: adds which tree it was about and keeps the output as a blob. What it
 * found out about requirements goes along and becomes facts in the same decision.
 */
import type { GateId } from "@layercake/core/gate/Gate"
import { ProofId, type ProofKind, type ProofReport } from "@layercake/core/proof/Proof"
import { RecordProof } from "@layercake/core/proof/ProofCommand"
import { BlobStore } from "@layercake/core/store/BlobStore"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"

export const record = Effect.fnUntraced(function* (
  { tell }: Pick<Work<unknown>, "tell">,
  proof: {
    readonly gate: GateId
    readonly kind: ProofKind
    readonly tree: TreeDigest
    readonly report: ProofReport
    /** Null when nothing was printed. */
    readonly output: Uint8Array | null
  }
) {
  const { gate, kind, report, tree } = proof
  const { trace, ...found } = report
  const blobs = yield* BlobStore
  const output =
    proof.output === null ? null : yield* blobs.put(proof.output).pipe(Effect.mapError(fromError))
  const proofId = ProofId.make(`${kind}@${tree.slice(0, 12)}`)
  return yield* tell(
    new RecordProof({
      gate,
      proof: { proofId, kind, tree, ...found, output },
      ...(trace === undefined ? {} : { trace })
    })
  )
})
