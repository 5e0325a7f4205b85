/**
 * Answers the operations on measures.
 */
import { MetricRow } from "@layercake/core/metric/MetricBoard"
import { MetricOperations } from "@layercake/core/operation/MetricOperations"
import { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Schema } from "effect"
import * as MetricReport from "./MetricReport.ts"
import { find } from "./ProjectHandlers.ts"

const decodeProject = Schema.decodeUnknownOption(ProjectRow)
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
      const projects = (yield* views.list("project")).flatMap(({ row }) => Option.toArray(decodeProject(row)))
      const counts = (yield* views.list("metric")).flatMap(({ row }) => Option.toArray(decodeMetric(row)))
      const of = (status: ProjectRow["status"]) => projects.filter((row) => row.status === status).length
      return {
        projects: projects.length,
        active: of("active"),
        paused: of("paused"),
        completed: of("completed"),
        archived: of("archived"),
        counts: counts.reduce(MetricReport.added, MetricReport.noCounts)
      }
    })
})
