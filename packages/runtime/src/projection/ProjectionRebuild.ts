/**
 * Making rows anew because somebody asks for it, told step by step. Inline projections are made by this process; async
 * ones by whichever process keeps them, which is asked by taking the record of their fold away.
 */
import { ProjectionUnknown } from "@layercake/core/history/HistoryError"
import type { RebuildStep } from "@layercake/core/operation/ProjectionOperations"
import { type ProjectionName, projectionNames } from "@layercake/core/project/ProjectState"
import type { AnyProjection } from "@layercake/core/projection/Projection"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { Duration, Effect, Option, Stream } from "effect"
import { asideReader } from "./AsideRebuild.ts"
import { type AsyncGroup, AsyncGroups } from "./AsyncGroup.ts"
import * as FoldRecord from "./FoldRecord.ts"
import * as InlineRebuild from "./InlineRebuild.ts"
import { recordAll } from "./ProjectionUpkeep.ts"

/** All of them when none is named. */
export const rebuild = (only: string | undefined) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const groups = yield* AsyncGroups
      const members = groups.flatMap((group) =>
        group.projections.map((projection) => ({ group, projection }))
      )
      const inline = projectionNames.filter((name) => only === undefined || name === only)
      const async = members.filter(({ projection: { name } }) => only === undefined || name === only)
      if (inline.length + async.length === 0) {
        const known = [...projectionNames, ...members.map(({ projection }) => projection.name)]
        return yield* new ProjectionUnknown({ projection: only ?? "", known })
      }
      return Stream.concat(
        inline.length === 0 ? Stream.empty : rebuildInline(inline),
        Stream.flatMap(Stream.fromIterable(async), ({ group, projection }) => rebuildAsync(group, projection))
      )
    })
  )

const rebuildInline = (names: ReadonlyArray<ProjectionName>) => {
  let isWhole = true
  return InlineRebuild.run({ names, isNew: false }).pipe(
    Stream.map(({ changed, done, of, project, unreadable }): RebuildStep => {
      if (unreadable !== null) isWhole = false
      return { projections: names, project, done, of, changed, problem: unreadable }
    }),
    Stream.concat(
      Stream.unwrap(Effect.suspend(() => Effect.as(isWhole ? recordAll(names) : Effect.void, Stream.empty)))
    )
  )
}

/** How often the one that makes the rows is looked at. */
const look = Duration.millis(250)

const rebuildAsync = (group: AsyncGroup, projection: AnyProjection) => {
  const key = FoldRecord.asyncKey(group.reader, projection.name)
  const step = Effect.gen(function* () {
    const checkpoints = yield* CheckpointStore
    const readers = new Map((yield* checkpoints.list).map(({ position, reader }) => [reader, position]))
    const of = readers.get(group.reader) ?? Position.make(0)
    const isDone = (yield* FoldRecord.all).get(key) === projection.fold
    const done = isDone ? of : (readers.get(asideReader(group.reader, projection)) ?? Position.make(0))
    const told: RebuildStep = {
      projections: [projection.name],
      project: null,
      done,
      of,
      changed: 0,
      problem: null
    }
    return { told, isDone }
  })
  return Stream.unwrap(
    Effect.as(
      FoldRecord.clear(key),
      Stream.paginate(0, (turn) =>
        Effect.gen(function* () {
          if (turn > 0) yield* Effect.sleep(look)
          const { isDone, told } = yield* step
          return [[told], isDone ? Option.none() : Option.some(turn + 1)] as const
        })
      )
    )
  )
}
