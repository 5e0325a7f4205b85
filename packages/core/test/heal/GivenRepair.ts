/**
 * What tests of repairs need: proofs that fail at places, the names of what is due, and commits out of the way.
 */
import * as Planner from "@layercake/core/pipeline/Planner"
import { CommitSha } from "@layercake/core/port/Repository"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { type Diagnostic, type ProofOutcome } from "@layercake/core/proof/Proof"
import { RecordCommit, RecordProof, StartCommit } from "@layercake/core/proof/ProofCommand"
import { blob, gateId, proving } from "../project/GivenProject.ts"

export const names = (state: ProjectState) =>
  Planner.due(state).map((work) => Planner.nameOf(work).replaceAll(/[0-9a-f]{64}/g, "TREE"))

/** A proof of the tree as it is now that fails at these places. */
export const failing = (
  state: ProjectState,
  gate: string,
  kind: string,
  places: ReadonlyArray<readonly [path: string, message: string]>,
  outcome: ProofOutcome = "failed"
) => {
  const { proof } = proving(state, gate, kind, outcome)
  const diagnostics = places.map(([path, message]): Diagnostic => ({ severity: "error", path, message }))
  return new RecordProof({
    gate: gateId(gate),
    proof: { ...proof, diagnostics, output: blob(JSON.stringify(places)) }
  })
}
export const commitOf = (state: ProjectState) => {
  const due = rowsOf(state, "commit").find(({ status }) => status === "due" || status === "started")
  return due?.status === "due"
    ? new StartCommit({ key: due.key })
    : new RecordCommit({ key: due?.key ?? "", sha: CommitSha.make("a".repeat(40)) })
}
