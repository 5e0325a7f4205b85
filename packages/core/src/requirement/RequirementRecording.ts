/**
 * From what a check found out about requirements to facts, beside the proof that it made. Pure.
 */
import type { GateId } from "../gate/Gate.ts"
import type { Proof } from "../proof/Proof.ts"
import type { RequirementTrace } from "./Requirement.ts"
import { type RequirementEvent, RequirementsListed, RequirementsTraced } from "./RequirementEvent.ts"

export const requirementEvents = (
  gate: GateId,
  { kind, outcome, proofId, tree }: Proof,
  trace: RequirementTrace | undefined
): ReadonlyArray<RequirementEvent> => {
  if (trace === undefined) return []
  const { listed, ...found } = trace
  const proof = { gate, proofId, kind, tree, outcome }
  return [
    ...(listed === undefined ? [] : [new RequirementsListed({ ...proof, ...listed })]),
    ...(Object.keys(found).length === 0 ? [] : [new RequirementsTraced({ ...proof, ...found })])
  ]
}
