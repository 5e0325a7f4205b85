/**
 * What can happen to requirements: a check read them from their document, or found what belongs to them. Both come
 * with the proof that the check made, in the same decision.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { ProofId, ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"
import { ElementOf, FileOf, StatedRequirement, TestOf } from "./Requirement.ts"

const proof = {
  gate: GateId,
  proofId: ProofId,
  kind: ProofKind,
  tree: TreeDigest,
  outcome: ProofOutcome
}

/** All of a document: one that was listed before and is not in it now is withdrawn. */
export class RequirementsListed extends Schema.TaggedClass<RequirementsListed>()("RequirementsListed", {
  ...proof,
  path: FilePath,
  digest: BlobDigest,
  requirements: Schema.Array(StatedRequirement)
}) {}

/** A list that is there takes the place of what this kind of proof found before; one that is left out changes nothing. */
export class RequirementsTraced extends Schema.TaggedClass<RequirementsTraced>()("RequirementsTraced", {
  ...proof,
  elements: Schema.optionalKey(Schema.Array(ElementOf)),
  files: Schema.optionalKey(Schema.Array(FileOf)),
  tests: Schema.optionalKey(Schema.Array(TestOf))
}) {}

export const RequirementEvent = Schema.Union([RequirementsListed, RequirementsTraced])
export type RequirementEvent = typeof RequirementEvent.Type
