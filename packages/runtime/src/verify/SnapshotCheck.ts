/**
 * Whether the states that are kept so as not to fold from the first event are what folding from there gives.
 */
import type { Difference } from "@layercake/core/history/VerifyReport"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Effect, Equal, Option } from "effect"
import { pastAll } from "../project/StateSnapshots.ts"

const nearest = Effect.fnUntraced(function* (project: ProjectId, atMost: number) {
  const store = yield* SnapshotStore
  return yield* store.nearest(project, StateForm.stateForm, StreamVersion.make(atMost))
})

/** Versions that a snapshot is kept of; of other forms none is ever read. */
export const versionsOf = Effect.fnUntraced(function* (project: ProjectId) {
  const versions = new Set<number>()
  let found = yield* nearest(project, pastAll)
  while (Option.isSome(found)) {
    versions.add(found.value.version)
    found = found.value.version === 0 ? Option.none() : yield* nearest(project, found.value.version - 1)
  }
  return versions
})

/** Of the snapshot at the state's version. One that went away meanwhile is none. */
export const compare = Effect.fnUntraced(function* (project: ProjectId, state: ProjectState) {
  const snapshot = yield* nearest(project, state.version)
  return Option.isSome(snapshot) &&
    snapshot.value.version === state.version &&
    !Equal.equals(StateForm.fromJson(snapshot.value.state), state)
    ? [differs(project, state.version, "it is not what the log says")]
    : []
})

export const beyond = (project: ProjectId, version: number): Difference =>
  differs(project, version, "the log does not go so far")

const differs = (project: ProjectId, version: number, detail: string): Difference => ({
  project,
  what: `snapshot ${version}`,
  detail
})
