/**
 * Answers the operations on projections.
 */
import { ProjectionOperations } from "@layercake/core/operation/ProjectionOperations"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Stream } from "effect"
import * as ProjectionRebuild from "../projection/ProjectionRebuild.ts"
import * as ProjectionReport from "../projection/ProjectionReport.ts"
import { find } from "./ProjectHandlers.ts"
import * as Upkeep from "./Upkeep.ts"

export const layer = ProjectionOperations.toLayer({
  "projections.list": ({ rows }) => ProjectionReport.list(rows ?? false),
  "projections.rows": ({ project, projection }) =>
    Effect.gen(function* () {
      yield* find(project)
      const views = yield* ReadModelStore
      return yield* views.list(projection, project)
    }),
  "projections.rebuild": ({ projection }) =>
    ProjectionRebuild.rebuild(projection).pipe(
      // Told with the first step: whoever asked may stop listening, and a name that there is not begins nothing.
      Stream.zipWithIndex,
      Stream.mapEffect(([step, index]) =>
        index > 0
          ? Effect.succeed(step)
          : Effect.as(Upkeep.record("projections.rebuild", projection ?? "every projection"), step)
      )
    )
})
