/**
 * What makes a copied history a project of its own. Pure. The folds react to `ProjectForked`; the tree is written once
 * more, so that the first commit of the new repository holds all of it.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { currentGate, currentProof, definitionOf } from "../pipeline/GateProgress.ts"
import { isMendable } from "../proof/Proof.ts"
import { TreeChanged } from "../tree/TreeEvent.ts"
import type { ProjectRow } from "./ProjectBoard.ts"
import type { ForkProject } from "./ProjectCommand.ts"
import { ProjectForked, ProjectRenamed } from "./ProjectEvent.ts"
import { type ProjectState, rowsOf } from "./ProjectState.ts"

/** Cause of the change that writes the whole tree, and key of its commit. */
export const forkCause = "fork"

export const fork = (
  { hash, parent, title, version }: ForkProject,
  state: ProjectState,
  project: ProjectRow
): ReadonlyArray<FactoryEvent> => [
  new ProjectForked({ parent, version, hash, tree: project.tree, again: unfinishedBuild(state, project) }),
  ...(title === null || title === project.title ? [] : [new ProjectRenamed({ title })]),
  ...(project.tree === null
    ? []
    : [
        new TreeChanged({
          cause: forkCause,
          author: "layercake",
          subject: `Fork of ${parent} at version ${version}`,
          written: rowsOf(state, "file"),
          removed: [],
          tree: project.tree
        })
      ])
]

/**
 * Builds of a gate that is still worked on. What they installed and built lies in the parent's workspace, and the
 * checks and deployments that come after them need it in this one.
 */
const unfinishedBuild = (state: ProjectState, project: ProjectRow) => {
  const gate = currentGate(state)
  if (gate === undefined || gate.status === "in-review") return []
  return (definitionOf(project, gate.gate)?.proofs ?? [])
    .filter(({ prover }) => prover._tag === "build")
    .filter((requirement) => {
      const proof = currentProof(state, requirement)
      // What failed is repaired first, which makes another tree.
      return proof !== undefined && !isMendable(proof)
    })
    .map(({ kind }) => kind)
}
