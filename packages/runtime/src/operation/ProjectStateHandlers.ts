/**
 * Answers the operations on all that is known of a project, and takes in files that are there already.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import { ProjectionUnknown } from "@layercake/core/history/HistoryError"
import { type HistoryPage, ProjectStateOperations } from "@layercake/core/operation/ProjectStateOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, type StateName, stateNames } from "@layercake/core/project/ProjectState"
import type { Rows } from "@layercake/core/projection/Projection"
import { EventStore, type Moment, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, type Schema, Stream } from "effect"
import * as Moments from "../history/Moments.ts"
import * as Intake from "../intake/Intake.ts"
import { summary } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const pageLimit = 100

const isStateName = (name: string): name is StateName => stateNames.some((known) => known === name)

const rowsIn = (state: ProjectState, name: StateName) =>
  Array.from(state[name] as Rows<unknown>)
    // Rows are plain JSON: `Projection.row`.
    .map(([key, row]) => ({ key, row: row as Schema.Json }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))

const stateOf = Effect.fnUntraced(function* (
  project: ProjectId,
  at: Moment | undefined,
  wanted: ReadonlyArray<string>
) {
  for (const name of wanted)
    if (!isStateName(name)) return yield* new ProjectionUnknown({ projection: name, known: stateNames })
  const { state } = at === undefined ? yield* Moments.now(project) : yield* Moments.stateAt(project, at)
  return {
    version: StreamVersion.make(state.version),
    at: state.at,
    projections: wanted
      .filter(isStateName)
      .map((projection) => ({ projection, rows: rowsIn(state, projection) }))
  }
})

interface PageRequest {
  readonly project: ProjectId
  readonly after?: StreamVersion
  readonly limit?: number
  readonly newest?: boolean
}

const pageOf = Effect.fnUntraced(function* ({
  after,
  limit = pageLimit,
  newest = false,
  project
}: PageRequest) {
  const store = yield* EventStore
  const { state } = yield* Moments.now(project)
  const [from, to] = newest
    ? [Math.max(1, (after ?? state.version + 1) - limit), Math.min(state.version, (after ?? Infinity) - 1)]
    : [(after ?? 0) + 1, Math.min(state.version, (after ?? 0) + limit)]
  if (from > to) return { entries: [], next: null } satisfies HistoryPage
  const entries = yield* store
    .readStream(project, {
      from: StreamVersion.make(from),
      to: StreamVersion.make(to),
      backwards: newest
    })
    .pipe(
      Stream.mapEffect((stored) => Effect.fromResult(EventCodec.decode(stored))),
      Stream.map(({ actor, at, event, version }) => ({
        version,
        at,
        actor,
        type: event._tag,
        text: textOf(event)
      })),
      Stream.runCollect
    )
  const last = newest ? from : to
  const ends = newest ? last === 1 : last === state.version
  return { entries, next: ends ? null : StreamVersion.make(last) } satisfies HistoryPage
})

export const layer = ProjectStateOperations.toLayer({
  "projects.state": ({ at, project, projections = stateNames }) => stateOf(project, at, projections),
  "projects.history": (request) => pageOf(request),
  "projects.import": (request) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      return yield* summary(yield* Intake.takeFiles(request, actor))
    })
})
