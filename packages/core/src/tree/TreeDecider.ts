/**
 * From a change of files to facts: the new tree, the documents in it, and the reviews it makes void. Pure.
 */
import { isDeliverable, isDesign, isSpecification } from "../document/Document.ts"
import { documentTypeAt } from "../document/DocumentType.ts"
import {
  DeliverableRecorded,
  DesignProposed,
  DocumentWritten,
  SpecificationRecorded
} from "../document/DocumentEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { GateId } from "../gate/Gate.ts"
import { reopen } from "../gate/GateReopening.ts"
import { GateReviewVoided } from "../gate/GateEvent.ts"
import { type EditedGate, editedGate } from "./EditedGate.ts"
import { documentsAt, gatesInOrder } from "../pipeline/GateProgress.ts"
import { matchesPath } from "../pipeline/Pipeline.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { FilePath, TreeDigest, TreeFile } from "./Tree.ts"
import { TreeChanged } from "./TreeEvent.ts"

export interface TreeChange {
  readonly cause: string
  readonly author: string
  readonly subject: string
  readonly gate: GateId
  readonly written: ReadonlyArray<TreeFile>
  readonly removed: ReadonlyArray<FilePath>
  readonly tree: TreeDigest
  /** Made by hand and not in the course of a gate's work, so approvals that the change may undo are void. */
  readonly edited?: boolean
}

/** No events when the files are what they were. */
export const changeTree = (state: ProjectState, change: TreeChange): ReadonlyArray<FactoryEvent> => {
  const written = change.written.filter((file) => rowOf(state, "file", file.path)?.digest !== file.digest)
  const removed = change.removed.filter((path) => rowOf(state, "file", path) !== undefined)
  if (written.length === 0 && removed.length === 0) return []
  const { author, cause, subject, tree } = change
  return [
    new TreeChanged({ cause, author, subject, written, removed, tree }),
    ...written.flatMap((file) => documentEvents(state, change.gate, file)),
    ...voided(
      state,
      [...written, ...removed.map((path) => ({ path, digest: null }))],
      change.edited === true ? editedGate(state, [...written.map(({ path }) => path), ...removed]) : undefined
    )
  ]
}

const documentEvents = (state: ProjectState, gate: GateId, file: TreeFile): ReadonlyArray<FactoryEvent> => {
  const project = projectOf(state)
  const kind = project?.pipeline.gates
    .flatMap((definition) => documentsAt(project, definition))
    .find((document) => !document.path.endsWith("/**") && matchesPath(document, file.path))?.kind
  if (kind === undefined) return otherDocument(state, gate, file)
  const version = (rowOf(state, "document", file.path)?.version ?? 0) + 1
  const fields = { path: file.path, digest: file.digest, version, gate }
  return [
    new DocumentWritten({ kind, ...fields }),
    ...(isSpecification(kind) ? [new SpecificationRecorded({ kind, ...fields })] : []),
    ...(isDesign(kind) ? [new DesignProposed(fields)] : []),
    ...(isDeliverable(kind) ? [new DeliverableRecorded({ kind, ...fields })] : [])
  ]
}

/** A document that LayerCake knows and the pipeline does not ask for. */
const otherDocument = (state: ProjectState, gate: GateId, file: TreeFile): ReadonlyArray<FactoryEvent> => {
  const kind = documentTypeAt(file.path)
  if (kind === undefined) return []
  const version = (rowOf(state, "document", file.path)?.version ?? 0) + 1
  return [new DocumentWritten({ kind, path: file.path, digest: file.digest, version, gate })]
}

/** Approvals and reviews that bound something which is different now. */
const voided = (
  state: ProjectState,
  changes: ReadonlyArray<{ readonly path: FilePath; readonly digest: string | null }>,
  edited: EditedGate | undefined
): ReadonlyArray<FactoryEvent> => {
  const gates = gatesInOrder(state)
  const touched = gates.find(
    (gate) =>
      gate.status === "approved" &&
      gate.evidence?.documents.some((document) =>
        changes.some((change) => change.path === document.path && change.digest !== document.digest)
      )
  )
  if (edited !== undefined && (touched === undefined || edited.gate.order < touched.order))
    return reopen(state, edited.gate, `${edited.path} was changed after the approval`, false)
  if (touched !== undefined) {
    const path = changes.find((change) =>
      touched.evidence?.documents.some((document) => document.path === change.path)
    )?.path
    return reopen(state, touched, `${path} was changed after the approval`, false)
  }
  return gates
    .filter((gate) => gate.status === "in-review")
    .map(
      (gate) => new GateReviewVoided({ gate: gate.gate, reason: "the tree was changed during the review" })
    )
}
