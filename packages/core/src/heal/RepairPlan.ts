/**
 * What is to be done next about proofs that do not pass at an open gate: repair, by whom, or prove first. Questions about
 * the state only; used by the planner and by whoever decides what a proof leads to.
 */
import type { GateRow } from "../gate/GateBoard.ts"
import { currentProof, lastRunOf, satisfies } from "../pipeline/GateProgress.ts"
import type { GateDefinition, ProofRequirement } from "../pipeline/Pipeline.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { isMendable } from "../proof/Proof.ts"
import type { ProofRow } from "../proof/ProofBoard.ts"
import type { Task } from "../task/Task.ts"
import { causeAt } from "./FailureCause.ts"
import { ownerOf } from "./FailureOwner.ts"
import { signatureOf } from "./FailureSignature.ts"

export type RepairStep =
  | { readonly _tag: "repair"; readonly step: string }
  /** Nobody may repair before these are proven, or proven once more, which asks a person if they still do not pass. */
  | { readonly _tag: "prove"; readonly requirements: ReadonlyArray<ProofRequirement> }

export interface Failing {
  readonly requirement: ProofRequirement
  readonly proof: ProofRow
}

/** The proofs of the tree as it is now that somebody can do something about, in the order of the gate. */
export const failingAt = (state: ProjectState, definition: GateDefinition): ReadonlyArray<Failing> =>
  definition.proofs.flatMap((requirement) => {
    const proof = currentProof(state, requirement)
    return proof === undefined || satisfies(requirement, proof) || !isMendable(proof)
      ? []
      : [{ requirement, proof }]
  })

/** Repairs begun since the work of the gate last began afresh, by whichever step. */
export const repairsAt = (state: ProjectState, gate: string): number =>
  rowsOf(state, "task")
    .filter((task) => task.gate === gate)
    .reduce((sum, task) => sum + task.heals, 0)

/** The step whose repair has not come to its end: it is on its way, or its answer was sent back and is awaited again. */
export const repairUnderWay = (state: ProjectState, gate: string): Task | undefined =>
  rowsOf(state, "task").find((task) => {
    if (task.gate !== gate || task.status !== "done") return false
    const last = task.lastRun === null ? undefined : rowOf(state, "agentRun", task.lastRun)
    return (
      last?.status === "started" ||
      last?.status === "answered" ||
      (task.refusals > 0 && lastRunOf(state, task)?.status === "refused")
    )
  })

/** Undefined when nothing that failed can be repaired here. */
export const repairStep = (
  state: ProjectState,
  gate: GateRow,
  definition: GateDefinition
): RepairStep | undefined => {
  const project = projectOf(state)
  const failing = failingAt(state, definition)
  const [first] = failing
  if (project === undefined || first === undefined) return undefined
  const under = repairUnderWay(state, gate.gate)
  if (under !== undefined) return { _tag: "repair", step: under.step }
  const open = unprovenChecks(state, definition, first.requirement)
  if (open.length > 0) return { _tag: "prove", requirements: open }
  const again: RepairStep = { _tag: "prove", requirements: [first.requirement] }
  if (failing.some(({ proof }) => isForSpecification(state, gate.gate, proof))) return again
  const owner = ownerOf(state, definition, first.requirement, first.proof)
  const last = rowOf(state, "healSeries", gate.gate)?.assessments.at(-1)
  const isKnown = last === undefined || last.tree === project.tree
  return owner !== null && isKnown && repairsAt(state, gate.gate) < project.policy.healAttempts
    ? { _tag: "repair", step: owner }
    : again
}

/** Checks that are still to be made: one repair is to know of everything that the checks of this tree found. */
export const unprovenChecks = (
  state: ProjectState,
  definition: GateDefinition,
  { prover }: ProofRequirement
): ReadonlyArray<ProofRequirement> =>
  prover._tag === "check"
    ? definition.proofs.filter(
        (requirement) => requirement.prover._tag === "check" && currentProof(state, requirement) === undefined
      )
    : []

/** The failure belongs to an approved specification, and no person has said yet that the code is to follow it. */
export const isForSpecification = (state: ProjectState, gate: string, proof: ProofRow): boolean =>
  causeAt(state, gate, proof)._tag === "specification" &&
  !(rowOf(state, "healSeries", gate)?.routed ?? []).includes(signatureOf([proof]))
