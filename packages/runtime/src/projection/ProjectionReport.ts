/**
 * How every projection stands: with what fold its rows were made, and how far in the log they are.
 */
import type { ProjectionView } from "@layercake/core/operation/ProjectionOperations"
import { projectionNames, projections } from "@layercake/core/project/ProjectState"
import { type AnyProjection, typesOf } from "@layercake/core/projection/Projection"
import { CheckpointStore, type CheckpointView } from "@layercake/core/store/CheckpointStore"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Stream } from "effect"
import * as ReaderMetric from "../subscription/ReaderMetric.ts"
import { asideReader } from "./AsideRebuild.ts"
import { type AsyncGroup, AsyncGroups } from "./AsyncGroup.ts"
import * as FoldRecord from "./FoldRecord.ts"

/** Inline ones first. `counting`: their rows are counted too, which takes longer the more there are. */
export const list = Effect.fn("ProjectionReport.list")(function* (counting: boolean) {
  const checkpoints = yield* CheckpointStore
  const groups = yield* AsyncGroups
  const readers = new Map<string, CheckpointView>(
    (yield* checkpoints.list).map((view) => [view.reader, view])
  )
  const records = yield* FoldRecord.all
  const inlineViews = projectionNames.map((name) => inlineView(projections[name], records))
  const asyncViews = yield* Effect.forEach(
    groups.flatMap((group) => group.projections.map((projection) => ({ group, projection }))),
    ({ group, projection }) => asyncView(group, projection, readers, records)
  )
  const all = [...inlineViews, ...asyncViews]
  if (!counting) return all
  const views = yield* ReadModelStore
  return yield* Effect.forEach(all, (view) =>
    Effect.map(views.count(view.projection), (rows): ProjectionView => ({ ...view, rows }))
  )
})

type Readers = ReadonlyMap<string, CheckpointView>
type Records = ReadonlyMap<string, number>

const inlineView = ({ fold, name }: AnyProjection, records: Records): ProjectionView => ({
  projection: name,
  kind: "inline",
  fold,
  made: records.get(FoldRecord.inlineKey(name)) ?? null,
  reader: null,
  position: null,
  lagMillis: 0,
  remaking: null,
  rows: null
})

const asyncView = Effect.fnUntraced(function* (
  group: AsyncGroup,
  projection: AnyProjection,
  readers: Readers,
  records: Records
) {
  const position = readers.get(group.reader)?.position ?? Position.make(0)
  const view: ProjectionView = {
    projection: projection.name,
    kind: "async",
    fold: projection.fold,
    made: records.get(FoldRecord.asyncKey(group.reader, projection.name)) ?? null,
    reader: group.reader,
    position,
    lagMillis: yield* lagOf(projection, position),
    remaking: readers.get(asideReader(group.reader, projection))?.position ?? null,
    rows: null
  }
  return view
})

/** Also true of a reader that has not said for a while that nothing happened. */
const lagOf = Effect.fnUntraced(function* (projection: AnyProjection, after: Position) {
  const store = yield* EventStore
  const next = yield* store.readAll({ after, types: typesOf([projection]), limit: 1 }).pipe(Stream.runHead)
  return Option.isNone(next) ? 0 : Math.round(yield* ReaderMetric.ageOf(next.value))
})
