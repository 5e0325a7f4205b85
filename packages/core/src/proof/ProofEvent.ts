/**
 * The one thing that can happen to a proof: it is recorded. A later proof of the same kind about the same tree takes
 * its place.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { Proof } from "./Proof.ts"

export class ProofRecorded extends Schema.TaggedClass<ProofRecorded>()("ProofRecorded", {
  gate: GateId,
  proof: Proof
}) {}
