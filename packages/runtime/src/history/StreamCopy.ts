/**
 * Writes the events of another stream, or of an export, as a new stream: in parts, then the last of them together with
 * the rows and the due work, which is when the project appears. Called again it goes on where it ended.
 */
import type { Fact } from "@layercake/core/event/EventCodec"
import * as EventCodec from "@layercake/core/event/EventCodec"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { key as projectKey } from "@layercake/core/project/ProjectBoard"
import {
  evolveWithChanges,
  initialState,
  projections,
  type ProjectState,
  stateNames
} from "@layercake/core/project/ProjectState"
import type { Rows } from "@layercake/core/projection/Projection"
import {
  EventStore,
  type NewEvent,
  type StoredEvent,
  StreamVersion,
  VersionConflict
} from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewWrite, writeRows } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, type Schema } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { partOf, wholeOf } from "./PartialCopies.ts"

/** How much goes into one append. */
export const page = { limit: 1000, maxBytes: 4 * 1024 * 1024 } as const

/** Rows that go into one transaction. */
const rowsAtOnce = 4000

/** What a copied history comes to: the state, and the rows that no state holds. */
export interface Folding {
  readonly state: ProjectState
  readonly entries: ReadonlyArray<ViewWrite>
}

/** Folds one event after another. */
export const folding = (project: ProjectId) => {
  let state = initialState
  const entries: Array<ViewWrite> = []
  const add = (fact: Fact) => {
    const step = evolveWithChanges(state, fact)
    state = step.state
    for (const { key, projection, row } of step.changes)
      if (isEntry(projection)) entries.push({ projection, project, key, row: row as Schema.Json })
  }
  return {
    add,
    addStored: (stored: StoredEvent) => Effect.map(Effect.fromResult(EventCodec.decode(stored)), add),
    result: (): Folding => ({ state, entries })
  }
}

const isEntry = (name: string): boolean => projections[name as keyof typeof projections].entries

export const asNew = ({ data, metadata, schemaVersion, type }: StoredEvent): NewEvent => ({
  type,
  schemaVersion,
  data,
  metadata
})

/** Takes events in order; holds the newest part back, so that the last of them becomes visible with everything else. */
export const writer = Effect.fnUntraced(function* (project: ProjectId, from: number) {
  const store = yield* EventStore
  let version = from
  let held: ReadonlyArray<NewEvent> = []

  const append = Effect.fnUntraced(function* (
    commandId: ReturnType<typeof wholeOf>,
    events: ReadonlyArray<NewEvent>,
    rest: { readonly views: ReadonlyArray<ViewWrite>; readonly jobs: ReturnType<typeof Planner.plan> }
  ) {
    const expected = version === 0 ? "none" : StreamVersion.make(version)
    const receipt = yield* store
      .append({ stream: project, expected, events, commandId, ...rest })
      .pipe(Effect.catchTag("VersionConflict", elsewhere))
    const after = version + events.length
    if (receipt.version !== after)
      return yield* elsewhere(
        new VersionConflict({ stream: project, expected: StreamVersion.make(after), actual: receipt.version })
      )
    version = after
  })

  return {
    push: Effect.fnUntraced(function* (events: ReadonlyArray<NewEvent>) {
      if (held.length > 0) yield* append(partOf(project, version + 1), held, { views: [], jobs: [] })
      held = events
    }),
    /** The last events, with which the project appears. */
    finish: Effect.fnUntraced(function* (events: ReadonlyArray<NewEvent>, { entries, state }: Folding) {
      const templates = yield* AgentTemplates
      const views = [...entries, ...rowsOf(project, state)]
      const last = yield* writeAhead(views)
      yield* append(wholeOf(project), [...held, ...events], {
        views: last,
        jobs: Planner.plan(project, state, templates.tierOf)
      })
    })
  }
})

/** Somebody else makes a copy under the same id at this moment; asked again it is seen whether it is the same. */
const elsewhere = (cause: VersionConflict) => Effect.fail(new StoreUnavailable({ operation: "copy", cause }))

/**
 * Rows of a very long history do not fit into one transaction with the rest. Nobody looks for them before the row of the
 * project itself is there, which is left for the end.
 */
const writeAhead = Effect.fnUntraced(function* (views: ReadonlyArray<ViewWrite>) {
  if (views.length <= rowsAtOnce) return views
  const store = yield* ReadModelStore
  const isLast = (view: ViewWrite) => view.projection === "project" && view.key === projectKey
  const early = views.filter((view) => !isLast(view))
  for (let start = 0; start < early.length; start += rowsAtOnce)
    yield* writeRows(store, early.slice(start, start + rowsAtOnce))
  return views.filter(isLast)
})

const rowsOf = (project: ProjectId, state: ProjectState): ReadonlyArray<ViewWrite> =>
  stateNames.flatMap((projection) =>
    Array.from(state[projection] as Rows<Schema.Json>, ([key, row]) => ({ projection, project, key, row }))
  )
