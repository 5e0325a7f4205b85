/**
 * Makes the rows of inline projections anew while commands go on: project by project, the events that they name are
 * folded, the rows that differ are written with an append of no events that expects the version that was folded. When a
 * command was first, what it added is folded too.
 */
import { isSameJson } from "@layercake/core/event/CanonicalJson"
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectionName, projections } from "@layercake/core/project/ProjectState"
import {
  applyInto,
  type Projection,
  type RowChange,
  type Rows,
  typesOf
} from "@layercake/core/projection/Projection"
import { EventStore, Position, type StreamVersion } from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewWrite } from "@layercake/core/store/ReadModelStore"
import { Duration, Effect, HashMap, Schedule, type Schema, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { PartialCopies } from "../history/PartialCopies.ts"
import { typeFilter } from "../subscription/TypeFilter.ts"
import { decodeAll } from "./EventDecoding.ts"

export interface RebuildOptions {
  readonly names: ReadonlyArray<ProjectionName>
  /** Nothing is stored under these names yet, so only projects with events that they name are looked at. */
  readonly isNew: boolean
}

/** One project that is done. */
export interface RebuiltProject {
  readonly project: ProjectId
  /** Rows that were not what the log says. */
  readonly changed: number
  /** Why its rows were left as they are; null when they were not. */
  readonly unreadable: string | null
  /** Projects done, this one included. */
  readonly done: number
  readonly of: number
}

/** One after another, so that commands and agents have the machine to themselves. */
export const run = (options: RebuildOptions) =>
  Stream.unwrap(
    Effect.map(projectsFor(options), (projects) =>
      Stream.fromIterable(projects.entries()).pipe(
        Stream.mapEffect(([index, project]) =>
          rebuildProject(project, options.names).pipe(
            Effect.map((changed) => ({ changed, unreadable: null })),
            // One project that this release cannot read must not keep the others from it.
            Effect.catchTag("EventUnreadable", (error) =>
              Effect.succeed({ changed: 0, unreadable: error.message })
            ),
            Effect.map((end): RebuiltProject => ({ project, done: index + 1, of: projects.length, ...end }))
          )
        )
      )
    )
  )

/** So many events of a new projection are looked through to see whose they are. */
const few = 10_000

const projectsFor = Effect.fnUntraced(function* ({ isNew, names }: RebuildOptions) {
  if (isNew) {
    const streams = yield* streamsOf(typesOf(names.map(boardOf)), few + 1)
    if (streams.events <= few) return streams.projects
  }
  return (yield* streamsOf(["ProjectCreated"])).projects
})

const streamsOf = Effect.fnUntraced(function* (types: ReadonlyArray<string>, limit?: number) {
  const store = yield* EventStore
  const projects = new Set<ProjectId>()
  let events = 0
  yield* store.readAll({ types, ...(limit === undefined ? {} : { limit }) }).pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        projects.add(event.stream)
        events += 1
      })
    )
  )
  return { projects: Array.from(projects), events }
})

const boardOf = (name: ProjectionName) => projections[name] as unknown as Projection<unknown>

/** Gives the number of rows that were written or removed. */
const rebuildProject = Effect.fn("InlineRebuild.project")(function* (
  project: ProjectId,
  names: ReadonlyArray<ProjectionName>
) {
  const copies = yield* PartialCopies
  // Whoever completes the copy writes its rows.
  if (yield* copies.isPartial(project)) return 0
  const folding = start(names)
  return yield* attempt(project, names, folding).pipe(
    Effect.retry({ while: (error) => error._tag === "VersionConflict", schedule: contention }),
    Effect.catchTag("VersionConflict", Effect.die)
  )
})

/** Without an end: a long transaction elsewhere may hold back what can be read for as long as it lasts. */
const contention = Schedule.min([
  Schedule.exponential(Duration.millis(5)),
  Schedule.spaced(Duration.seconds(1))
]).pipe(Schedule.jittered)

/** Rows so far, and how far in the log that is. */
interface Folding {
  readonly rows: Map<ProjectionName, Rows<unknown>>
  position: Position
}

const start = (names: ReadonlyArray<ProjectionName>): Folding => ({
  rows: new Map(names.map((name) => [name, HashMap.empty()])),
  position: Position.make(0)
})

const attempt = Effect.fnUntraced(function* (
  project: ProjectId,
  names: ReadonlyArray<ProjectionName>,
  folding: Folding
) {
  const store = yield* EventStore
  // What is appended after the horizon was taken makes the version that is expected wrong.
  const horizon = yield* store.horizon
  const version = yield* store.versionAt(project, { position: horizon })
  yield* foldOn(project, names, folding, horizon)
  const views = yield* differences(project, folding)
  yield* write(project, version, views)
  return views.length
})

const foldOn = Effect.fnUntraced(function* (
  project: ProjectId,
  names: ReadonlyArray<ProjectionName>,
  folding: Folding,
  to: Position
) {
  const store = yield* EventStore
  const { asked, wanted } = typeFilter(typesOf(names.map(boardOf)))
  yield* store.readAll({ ...asked, stream: project, after: folding.position, to }).pipe(
    Stream.runForEachArray((events) =>
      Effect.map(decodeAll(wanted(events)), (facts) => {
        for (const name of names) {
          const board = boardOf(name)
          const changes: Array<RowChange> = []
          let rows = folding.rows.get(name) ?? HashMap.empty<string, unknown>()
          for (const { fact } of facts)
            rows = applyInto(board, rows, fact, board.entries ? changes : undefined)
          for (const { key, row } of changes) rows = HashMap.set(rows, key, row)
          folding.rows.set(name, rows)
        }
      })
    )
  )
  folding.position = to
})

const differences = Effect.fnUntraced(function* (project: ProjectId, folding: Folding) {
  const store = yield* ReadModelStore
  const found: Array<ViewWrite> = []
  for (const [projection, rows] of folding.rows) {
    const stored = yield* store.list(projection, project)
    const kept = new Map<string, Schema.Json>(stored.map(({ key, row }) => [key, row]))
    for (const [key, row] of rows) {
      const before = kept.get(key)
      kept.delete(key)
      if (before === undefined || !isSameJson(before, row as Schema.Json))
        found.push({ projection, project, key, row: row as Schema.Json })
    }
    for (const key of kept.keys()) found.push({ projection, project, key, row: null })
  }
  return found
})

/** Rows that go into one transaction. */
const rowsAtOnce = 4000

const write = Effect.fnUntraced(function* (
  project: ProjectId,
  expected: StreamVersion,
  views: ReadonlyArray<ViewWrite>
) {
  const store = yield* EventStore
  const random = yield* SecureRandom.SecureRandom
  for (let from = 0; from < views.length; from += rowsAtOnce)
    yield* store.append({
      stream: project,
      expected,
      events: [],
      commandId: CommandId.make(`rebuild/${yield* random.uuidV7()}`),
      views: views.slice(from, from + rowsAtOnce),
      jobs: []
    })
})
