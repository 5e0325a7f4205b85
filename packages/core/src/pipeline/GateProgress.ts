/**
 * Where a gate stands: which gate is current, which documents and proofs it has, what its evidence is. Questions only;
 * nothing here decides.
 */
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { Evidence } from "../gate/Evidence.ts"
import type { GateId } from "../gate/Gate.ts"
import type { GateRow } from "../gate/GateBoard.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { proofKey, type ProofRow } from "../proof/ProofBoard.ts"
import type { Task } from "../task/Task.ts"
import type { TreeFile } from "../tree/Tree.ts"
import {
  applies,
  type DocumentRequirement,
  type GateDefinition,
  matchesPath,
  type ProofRequirement,
  requiredDocuments
} from "./Pipeline.ts"

export const isPassed = (gate: GateRow): boolean => gate.status === "approved" || gate.status === "skipped"

export const definitionOf = (project: ProjectRow, gate: string): GateDefinition | undefined =>
  project.pipeline.gates.find((definition) => definition.id === gate)

/** Gates in the order of the pipeline. */
export const gatesInOrder = (state: ProjectState): ReadonlyArray<GateRow> =>
  rowsOf(state, "gate").toSorted((a, b) => a.order - b.order)

/** The first gate that is not passed; undefined when all are. */
export const currentGate = (state: ProjectState): GateRow | undefined =>
  gatesInOrder(state).find((gate) => !isPassed(gate))

/** The steps of the gate that take part in this project. */
export const stepsOf = (project: ProjectRow, definition: GateDefinition) =>
  definition.work.filter((step) => applies(step.when, project.userInterface))

export const documentsAt = (
  project: ProjectRow,
  definition: GateDefinition
): ReadonlyArray<DocumentRequirement> => requiredDocuments(definition, project.userInterface)

export const missingDocuments = (
  requirements: ReadonlyArray<DocumentRequirement>,
  files: ReadonlyArray<Pick<TreeFile, "path">>
): ReadonlyArray<DocumentRequirement> =>
  requirements.filter((requirement) => !files.some((file) => matchesPath(requirement, file.path)))

/** Whether the approval of some gate binds this very file, so that a change of it is reviewed anew. */
export const isBound = (project: ProjectRow, path: string): boolean =>
  project.pipeline.gates.some((definition) =>
    documentsAt(project, definition).some((document) => document.path === path)
  )

/** The proof of this kind about the tree as it is now. */
export const currentProof = (state: ProjectState, requirement: ProofRequirement): ProofRow | undefined => {
  const tree = projectOf(state)?.tree
  return tree == null ? undefined : rowOf(state, "proof", proofKey(requirement.kind, tree))
}

/** Whether the proof lets the gate go to review. */
export const satisfies = (requirement: ProofRequirement, proof: ProofRow | undefined): boolean =>
  proof !== undefined &&
  (proof.outcome === "passed" || (proof.outcome === "inconclusive" && requirement.mayBeInconclusive))

/**
 * What an approval of the gate would bind now: the tree, each required document that has a path of its own, and each
 * required proof. Undefined while something is missing.
 */
export const evidenceOf = (state: ProjectState, gate: GateId): Evidence | undefined => {
  const project = projectOf(state)
  const definition = project && definitionOf(project, gate)
  if (project === undefined || definition === undefined || project.tree === null) return undefined
  const documents = documentsAt(project, definition)
    .filter((requirement) => !requirement.path.endsWith("/**"))
    .map((requirement) => rowOf(state, "file", requirement.path))
  const proofs = definition.proofs.map((requirement) => currentProof(state, requirement))
  if (documents.some((document) => document === undefined) || proofs.some((proof) => proof === undefined))
    return undefined
  return {
    tree: project.tree,
    documents: documents
      .flatMap((document) => (document ? [{ path: document.path, digest: document.digest }] : []))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    proofs: proofs.flatMap((proof) =>
      proof
        ? [{ kind: proof.kind, proofId: proof.proofId, outcome: proof.outcome, output: proof.output }]
        : []
    )
  }
}

/** The task's last run that was not cancelled: what it came to says how the work goes on. */
export const lastRunOf = (state: ProjectState, task: Task): AgentRunRow | undefined => {
  const last = task.lastRun === null ? undefined : rowOf(state, "agentRun", task.lastRun)
  return last?.status !== "cancelled"
    ? last
    : rowsOf(state, "agentRun")
        .filter((run) => run.taskId === task.taskId && run.status !== "cancelled")
        // They differ in the number at the end of their ids alone.
        .toSorted((a, b) => a.runId.length - b.runId.length || (a.runId < b.runId ? -1 : 1))
        .at(-1)
}
