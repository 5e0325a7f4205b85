/**
 * From a moment as a person knows it to a version of a project's stream, and the state there.
 */
import { MomentUnknown } from "@layercake/core/history/HistoryError"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf } from "@layercake/core/project/ProjectState"
import { EventStore, type Moment, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import { PartialCopies } from "./PartialCopies.ts"

/** The project's row and state as of now, or that there is no such project. */
export const now = Effect.fnUntraced(function* (project: ProjectId) {
  const states = yield* ProjectStates
  const copies = yield* PartialCopies
  const state = yield* states.load(project)
  const row = projectOf(state)
  if (row === undefined || (yield* copies.isPartial(project))) return yield* new ProjectNotFound({})
  return { project, row, state }
})

/** Fails for a moment before the first event, and for a version that there is not yet. */
export const versionOf = Effect.fn("Moments.versionOf")(function* (project: ProjectId, at: Moment) {
  const store = yield* EventStore
  const { state } = yield* now(project)
  const head = StreamVersion.make(state.version)
  const version = "version" in at ? at.version : yield* store.versionAt(project, at)
  return version < 1 || version > head ? yield* new MomentUnknown({ project, at, head }) : version
})

export const stateAt = Effect.fn("Moments.stateAt")(function* (project: ProjectId, at: Moment) {
  const states = yield* ProjectStates
  const version = yield* versionOf(project, at)
  const state = yield* states.at(project, version)
  const row = projectOf(state)
  return row === undefined ? yield* new ProjectNotFound({}) : { project, row, state, version }
})
