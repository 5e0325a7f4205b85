/**
 * A project as it was: its rows at a moment, what is different between two moments, and its events one by one with what
 * each of them changed.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { costBetween, filesBetween, rowsBetween } from "@layercake/core/history/HistoryDifference"
import { ProjectionUnknown } from "@layercake/core/history/HistoryError"
import type { ProjectDifference, ReplayStep } from "@layercake/core/operation/HistoryOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  evolveWithChanges,
  initialState,
  type ProjectionName,
  projectionNames,
  projections,
  type ProjectState,
  type StateName
} from "@layercake/core/project/ProjectState"
import { applyInto, type Projection, type RowChange, type Rows } from "@layercake/core/projection/Projection"
import { EventStore, type Moment, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import type { ViewRow } from "@layercake/core/store/ReadModelStore"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import { Effect, HashMap, type Schema, Stream } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as Moments from "./Moments.ts"

/** Ordered by key. */
export const rowsAt = Effect.fn("ProjectHistory.rowsAt")(function* (
  project: ProjectId,
  projection: string,
  at: Moment
) {
  const name = projectionNames.find((known) => known === projection)
  if (name === undefined) return yield* new ProjectionUnknown({ projection, known: projectionNames })
  const { state, version } = yield* Moments.stateAt(project, at)
  const rows: ReadonlyArray<readonly [key: string, row: unknown]> = projections[name].entries
    ? yield* entriesOf(project, name, { from: 1, to: version })
    : Array.from(state[name as StateName] as Rows<unknown>)
  return rows
    .map(([key, row]): ViewRow => ({ projection, project, key, row: row as Schema.Json }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
})

export const difference = Effect.fn("ProjectHistory.difference")(function* (
  project: ProjectId,
  from: Moment,
  to: Moment
) {
  const before = yield* Moments.stateAt(project, from)
  const after = yield* Moments.stateAt(project, to)
  const [first, last] = [Math.min(before.version, after.version), Math.max(before.version, after.version)]
  const events = yield* entriesOf(project, "timeline", { from: first + 1, to: last })
  const difference: ProjectDifference = {
    from: before.version,
    to: after.version,
    events: events.map(([, row]) => row as TimelineRow),
    files: filesBetween(before.state, after.state),
    rows: rowsBetween(before.state, after.state),
    cost: costBetween(before.state, after.state)
  }
  return difference
})

/** The rows that these events make in a projection whose rows are not held by the state. */
const entriesOf = Effect.fnUntraced(function* (
  project: ProjectId,
  name: ProjectionName,
  range: { readonly from: number; readonly to: number }
) {
  if (range.from > range.to) return []
  const store = yield* EventStore
  const projection = projections[name] as unknown as Projection<unknown>
  const changes: Array<RowChange> = []
  const options = { from: StreamVersion.make(range.from), to: StreamVersion.make(range.to) }
  yield* store.readStream(project, options).pipe(
    Stream.runForEach((stored) =>
      Effect.map(Effect.fromResult(EventCodec.decode(stored)), (fact) => {
        applyInto(projection, HashMap.empty(), fact, changes)
      })
    )
  )
  return changes.map(({ key, row }) => [key, row] as const)
})

/** The events after `from` up to `to`, each with the rows it changed. */
export const replay = (project: ProjectId, range: { readonly from?: Moment; readonly to?: Moment }) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const store = yield* EventStore
      const states = yield* ProjectStates
      const now = yield* Moments.now(project)
      const to = range.to === undefined ? now.state.version : yield* Moments.versionOf(project, range.to)
      const from = range.from === undefined ? 0 : yield* Moments.versionOf(project, range.from)
      const start = from === 0 ? initialState : yield* states.at(project, StreamVersion.make(from))
      return store
        .readStream(project, { from: StreamVersion.make(from + 1), to: StreamVersion.make(to) })
        .pipe(Stream.mapAccumEffect(() => start, stepOf))
    })
  )

const stepOf = Effect.fnUntraced(function* (state: ProjectState, event: StoredEvent) {
  const step = evolveWithChanges(state, yield* Effect.fromResult(EventCodec.decode(event)))
  const changes = step.changes.map(({ key, projection, row }) => ({
    projection,
    key,
    row: (row ?? null) as Schema.Json
  }))
  return [step.state, [{ event, changes } satisfies ReplayStep]] as const
})
