/**
 * Answers the operations on measures.
 */
import { MetricRow } from "@layercake/core/metric/MetricBoard"
import { MetricOperations } from "@layercake/core/operation/MetricOperations"
import type { ProjectStatus } from "@layercake/core/project/Project"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Schema, Stream } from "effect"
import * as ProjectRows from "../project/ProjectRows.ts"
import * as MetricReport from "./MetricReport.ts"
import { find } from "./ProjectHandlers.ts"

const decodeMetric = Schema.decodeUnknownOption(MetricRow)

export const layer = MetricOperations.toLayer({
  "metrics.project": ({ project }) =>
    Effect.map(find(project), ({ row, state }) => MetricReport.projectMetrics(row, state)),
  "metrics.gates": ({ project }) => Effect.map(find(project), ({ state }) => MetricReport.gateMetrics(state)),
  "metrics.agents": ({ project }) =>
    Effect.map(find(project), ({ state }) => MetricReport.agentMetrics(state)),
  "metrics.host": () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const statuses = yield* ProjectRows.all().pipe(
        Stream.map(({ row }) => row.status),
        Stream.runCollect
      )
      const counts = (yield* views.list("metric")).flatMap(({ row }) => Option.toArray(decodeMetric(row)))
      const of = (status: ProjectStatus) => statuses.filter((other) => other === status).length
      return {
        projects: statuses.length,
        active: of("active"),
        paused: of("paused"),
        completed: of("completed"),
        archived: of("archived"),
        counts: counts.reduce(MetricReport.added, MetricReport.noCounts)
      }
    })
})
