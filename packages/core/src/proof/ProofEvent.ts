/**
 * What can happen to a proof: it is recorded, and a person may want it made again. A later proof of the same kind about
 * the same tree takes its place.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { Proof, ProofKind } from "./Proof.ts"

export class ProofRecorded extends Schema.TaggedClass<ProofRecorded>()("ProofRecorded", {
  gate: GateId,
  proof: Proof
}) {}

/** It does not count any more, and is made again. */
export class ProofRequested extends Schema.TaggedClass<ProofRequested>()("ProofRequested", {
  gate: GateId,
  kind: ProofKind,
  tree: TreeDigest
}) {}
