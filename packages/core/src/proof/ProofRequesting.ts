/**
 * Makes a proof due again because a person wants it. Pure. The gate's review ends, since what was reviewed is not proven
 * any more; a passed gate is reopened first.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { GateReviewVoided } from "../gate/GateEvent.ts"
import { currentGate, definitionOf } from "../pipeline/GateProgress.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf } from "../project/ProjectState.ts"
import { proofKey } from "./ProofBoard.ts"
import type { RequestProof } from "./ProofCommand.ts"
import { ProofNotNeeded, ProofUnknown } from "./ProofError.ts"
import { ProofRequested } from "./ProofEvent.ts"

export const decide: Decide<RequestProof> = ({ kind }, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  const gate = currentGate(state)
  const needed = gate === undefined ? [] : (definitionOf(project, gate.gate)?.proofs ?? [])
  const requirement = needed.find((required) => required.kind === kind)
  const isWorkedOn = gate?.status === "open" || gate?.status === "reopened" || gate?.status === "in-review"
  if (gate === undefined || requirement === undefined || !isWorkedOn)
    return Result.fail(
      new ProofNotNeeded({ kind, gate: gate?.gate ?? null, needed: needed.map((required) => required.kind) })
    )
  const { tree } = project
  if (tree === null || rowOf(state, "proof", proofKey(kind, tree)) === undefined)
    return Result.fail(new ProofUnknown({ kind, tree }))
  return Result.succeed([
    new ProofRequested({ gate: gate.gate, kind: requirement.kind, tree }),
    ...(gate.status === "in-review"
      ? [new GateReviewVoided({ gate: gate.gate, reason: `${kind} is to be proven again` })]
      : [])
  ])
}
