/**
 * The inline projections kept once more by a reader of the log, under other names, and what the two come to.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectionNames, projections } from "@layercake/core/project/ProjectState"
import { applyInto, type Projection, type RowChange } from "@layercake/core/projection/Projection"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, HashMap, Stream } from "effect"
import type { AsyncGroup } from "../../src/projection/AsyncGroup.ts"
import * as FoldRecord from "../../src/projection/FoldRecord.ts"

export const boards = projectionNames.map((name) => projections[name] as unknown as Projection<unknown>)

export const twins = boards.map((board): Projection<unknown> => ({ ...board, name: `async-${board.name}` }))

export const group: AsyncGroup = { reader: "twins", projections: twins, batch: { linger: 0 } }

/** Rows by project and key, in the order of their names. */
export type Table = ReadonlyArray<readonly [string, unknown]>

const sorted = (rows: Iterable<readonly [string, unknown]>): Table =>
  Array.from(rows).toSorted(([a], [b]) => (a < b ? -1 : 1))

export const storedRows = Effect.fnUntraced(function* (name: string) {
  const views = yield* ReadModelStore
  return sorted((yield* views.list(name)).map(({ key, project, row }) => [`${project} ${key}`, row]))
})

/** Folded from the first event to the last, each project by itself. */
export const foldedRows = Effect.fnUntraced(function* (board: Projection<unknown>) {
  const store = yield* EventStore
  const states = new Map<ProjectId, HashMap.HashMap<string, unknown>>()
  const entries = new Map<string, unknown>()
  yield* store.readAll().pipe(
    Stream.runForEach((stored) =>
      Effect.map(Effect.fromResult(EventCodec.decode(stored)), (fact) => {
        const changes: Array<RowChange> = []
        const rows = states.get(stored.stream) ?? HashMap.empty()
        states.set(stored.stream, applyInto(board, rows, fact, changes))
        for (const { key, row } of changes) if (board.entries) entries.set(`${stored.stream} ${key}`, row)
      })
    )
  )
  for (const [project, rows] of states) for (const [key, row] of rows) entries.set(`${project} ${key}`, row)
  return sorted(entries)
})

/** Waits until the group has counted everything that is in the log now, with every projection made by its own fold. */
export const settled = Effect.fnUntraced(function* ({ projections, reader }: AsyncGroup) {
  const store = yield* EventStore
  const checkpoints = yield* CheckpointStore
  const types = new Set(projections.flatMap(({ handlers }) => Object.keys(handlers)))
  const last = yield* store
    .readAll({ types: Array.from(types), backwards: true, limit: 1 })
    .pipe(Stream.runCollect)
  const isThere = Effect.gen(function* () {
    const views = yield* checkpoints.list
    const records = yield* FoldRecord.all
    const at = new Map(views.map((view) => [view.reader, view.position as number]))
    return (
      (at.get(reader) ?? 0) >= (last[0]?.position ?? 0) &&
      projections.every(({ fold, name }) => records.get(FoldRecord.asyncKey(reader, name)) === fold)
    )
  })
  yield* Effect.yieldNow.pipe(Effect.andThen(isThere), Effect.repeat({ until: (there) => there }))
})
