/**
 * Which approval a change by hand undoes where no gate binds the very file: the first gate that asks for the folder, and
 * for any other part of the program the first one that builds it. Pure.
 */
import type { GateRow } from "../gate/GateBoard.ts"
import { documentsAt, gatesInOrder, isBound } from "../pipeline/GateProgress.ts"
import { type GateDefinition, matchesPath } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { projectOf, type ProjectState } from "../project/ProjectState.ts"
import type { FilePath } from "./Tree.ts"

export interface EditedGate {
  readonly gate: GateRow
  /** The file because of which it is. */
  readonly path: FilePath
}

/** The first of the gates that the paths concern, if it is approved; undefined when no approval says anything of them. */
export const editedGate = (state: ProjectState, paths: ReadonlyArray<FilePath>): EditedGate | undefined => {
  const project = projectOf(state)
  if (project === undefined) return undefined
  return gatesInOrder(state)
    .filter((gate) => gate.status === "approved")
    .flatMap((gate): ReadonlyArray<EditedGate> => {
      const definition = project.pipeline.gates.find(({ id }) => id === gate.gate)
      const path = definition && paths.find((path) => concerns(project, definition, path))
      return path === undefined ? [] : [{ gate, path }]
    })[0]
}

const concerns = (project: ProjectRow, definition: GateDefinition, path: FilePath): boolean =>
  documentsAt(project, definition).some(
    (document) => document.path.endsWith("/**") && matchesPath(document, path)
  ) ||
  (isOfProgram(project, path) && definition.proofs.some(({ prover }) => prover._tag === "build"))

/** What no gate binds by its name and does not lie with the papers can be part of what is built. */
const isOfProgram = (project: ProjectRow, path: FilePath): boolean =>
  !path.startsWith("docs/") && !isBound(project, path)
