/**
 * Operations on proofs: evidence that the runner made about an exact tree.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { OutputMissing } from "../build/BuildError.ts"
import { GateId } from "../gate/Gate.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { Counts, Diagnostic, ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { ProofRow } from "../proof/ProofBoard.ts"
import { ProofUnknown } from "../proof/ProofError.ts"
import { StreamVersion } from "../store/EventStore.ts"
import { TextPage, textPagePayload } from "../store/TextPage.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const kind = ProofKind.annotate(about("Kind of proof, for example test"))
const proof = {
  ...project,
  kind,
  tree: Schema.optionalKey(
    TreeDigest.annotate(about("Digest of the tree it is about; the tree as it is now when left out"))
  )
}
const onProof = Schema.Union([ProofUnknown, ...OperationError.members])

export const ProofCheck = Schema.Struct({
  proof: ProofRow.annotate(about("The proof as the log has it")),
  holds: Schema.Boolean.annotate(about("Whether everything it rests on is there and as it was")),
  isCurrent: Schema.Boolean.annotate(about("Whether it is about the tree as it is now")),
  output: Schema.Literals(["none", "as recorded", "missing", "changed"]).annotate(
    about("What the step printed: none was recorded, or its bytes are those of the digest, gone, or others")
  ),
  tree: Schema.Literals(["as recorded", "unknown", "changed"]).annotate(
    about("The files: they give the digest of the proof, are not in the project's history, or give another")
  ),
  missing: Schema.Array(FilePath).annotate(about("Files of the tree whose contents are not there any more"))
})
export type ProofCheck = typeof ProofCheck.Type

const Side = Schema.Struct({
  tree: TreeDigest.annotate(about("Digest of the tree")),
  outcome: ProofOutcome.annotate(about("How it went")),
  summary: Schema.String.annotate(about("Why, in one sentence")),
  counts: Counts.annotate(about("Numbers that the runner read from the output"))
})

export const ProofComparison = Schema.Struct({
  before: Side.annotate(about("The earlier tree")),
  after: Side.annotate(about("The later tree")),
  counts: Schema.Record(Schema.String, Schema.Finite).annotate(
    about("By how much each number differs, where it does; one that is not there counts as 0")
  ),
  fixed: Schema.Array(Diagnostic).annotate(about("Found in the earlier tree and not in the later one")),
  added: Schema.Array(Diagnostic).annotate(about("Found in the later tree and not in the earlier one"))
})
export type ProofComparison = typeof ProofComparison.Type

export const ProofMoment = Schema.Struct({
  version: StreamVersion.annotate(about("The project's event that recorded it")),
  at: Timestamp.annotate(about("When")),
  gate: GateId.annotate(about("The gate whose work made it")),
  kind,
  tree: TreeDigest.annotate(about("Digest of the tree")),
  outcome: ProofOutcome.annotate(about("How it went")),
  summary: Schema.String.annotate(about("Why, in one sentence"))
})
export type ProofMoment = typeof ProofMoment.Type

export class ProofOperations extends RpcGroup.make(
  Rpc.make("proofs.list", {
    payload: {
      ...project,
      gate: Schema.optionalKey(GateId.annotate(about("Only proofs of this gate"))),
      kind: Schema.optionalKey(ProofKind.annotate(about("Only this kind of proof"))),
      tree: Schema.optionalKey(TreeDigest.annotate(about("Only about this tree")))
    },
    success: Schema.Array(ProofRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List proofs", "The latest proof of each kind about each tree, newest first.")
  ),

  Rpc.make("proofs.get", { payload: proof, success: ProofRow, error: onProof }).annotate(
    OperationMark,
    reads("Get a proof", "One proof with its counts, tools and diagnostics.")
  ),

  Rpc.make("proofs.output", {
    payload: { ...proof, ...textPagePayload },
    success: TextPage,
    error: Schema.Union([ProofUnknown, OutputMissing, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Read a proof's output", "What was printed when the proof was made, in parts.")
  ),

  Rpc.make("proofs.verify", { payload: proof, success: ProofCheck, error: onProof }).annotate(
    OperationMark,
    reads(
      "Verify a proof",
      "Computes the digests of its output and its tree anew and says whether they match."
    )
  ),

  Rpc.make("proofs.request", {
    payload: { ...project, kind },
    success: Schema.Struct({
      gate: GateId.annotate(about("The gate that needs it")),
      kind,
      tree: TreeDigest.annotate(about("Digest of the tree that it will be about"))
    }),
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Prove again", "Makes a proof of the current gate due again; a review of it ends.", persons)
  ),

  Rpc.make("proofs.compare", {
    payload: {
      ...project,
      kind,
      before: TreeDigest.annotate(about("Digest of the earlier tree")),
      after: Schema.optionalKey(
        TreeDigest.annotate(about("Digest of the later tree; the tree as it is now when left out"))
      )
    },
    success: ProofComparison,
    error: onProof
  }).annotate(
    OperationMark,
    reads("Compare proofs", "What one kind of proof says of two trees, and what is different.")
  ),

  Rpc.make("proofs.history", {
    payload: {
      ...project,
      kind: Schema.optionalKey(ProofKind.annotate(about("Only this kind of proof"))),
      after: Schema.optionalKey(StreamVersion.annotate(about("Only proofs recorded after this event"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Proofs at most, 100 when left out")
        )
      )
    },
    success: Schema.Struct({
      proofs: Schema.Array(ProofMoment).annotate(about("In the order in which they were recorded")),
      next: Schema.NullOr(StreamVersion).annotate(
        about("Give this as after for the next page; null when there is none")
      )
    }),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("History of proofs", "Every proof that was ever recorded, also those made again.")
  )
) {}
