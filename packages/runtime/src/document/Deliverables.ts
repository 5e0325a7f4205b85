/**
 * What is handed over with the product: its versions as the log has them, and what is still to come.
 */
import { isDeliverable } from "@layercake/core/document/Document"
import type { DeliverableRecorded } from "@layercake/core/document/DocumentEvent"
import * as EventCodec from "@layercake/core/event/EventCodec"
import {
  type ChecklistItem,
  DeliverableUnknown,
  type DeliverableVersion
} from "@layercake/core/operation/DeliverableOperations"
import { documentsAt } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EventStore } from "@layercake/core/store/EventStore"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Stream } from "effect"

const unknown = (state: ProjectState, path: string, version: number | null) =>
  new DeliverableUnknown({ path, version, known: rowsOf(state, "deliverable").map(({ path }) => path) })

export const get = (state: ProjectState, path: FilePath) => {
  const row = rowOf(state, "deliverable", path)
  return row === undefined ? Effect.fail(unknown(state, path, null)) : Effect.succeed(row)
}

/** Oldest first. */
export const versions = Effect.fn("Deliverables.versions")(function* (
  project: ProjectId,
  state: ProjectState,
  path: FilePath
) {
  yield* get(state, path)
  const store = yield* EventStore
  const type: DeliverableRecorded["_tag"] = "DeliverableRecorded"
  const stored = yield* Stream.runCollect(store.readAll({ stream: project, types: [type] }))
  const facts = yield* Effect.forEach(stored, (event) => Effect.fromResult(EventCodec.decode(event)))
  return facts.flatMap(({ at, event }): ReadonlyArray<DeliverableVersion> =>
    event._tag === type && event.path === path
      ? [{ version: event.version, digest: event.digest, gate: event.gate, at }]
      : []
  )
})

export const versionOf = Effect.fnUntraced(function* (
  project: ProjectId,
  state: ProjectState,
  path: FilePath,
  version: number | undefined
) {
  const all = yield* versions(project, state, path)
  const found = version === undefined ? all.at(-1) : all.find((one) => one.version === version)
  return found ?? (yield* unknown(state, path, version ?? null))
})

export const checklist = (state: ProjectState, project: ProjectRow): ReadonlyArray<ChecklistItem> =>
  project.pipeline.gates.flatMap((definition) => {
    const gate = rowOf(state, "gate", definition.id)
    return documentsAt(project, definition)
      .filter(({ kind }) => isDeliverable(kind))
      .map(({ kind, path }) => {
        const digest = rowOf(state, "file", path)?.digest
        return {
          gate: definition.id,
          kind,
          path,
          there: digest !== undefined,
          version: rowOf(state, "deliverable", path)?.version ?? null,
          approved:
            gate?.status === "approved" &&
            gate.evidence?.documents.some((bound) => bound.path === path && bound.digest === digest) === true
        }
      })
  })
