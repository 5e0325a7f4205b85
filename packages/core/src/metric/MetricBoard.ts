/**
 * One row of counters for the whole project.
 */
import { Schema } from "effect"
import { eventTypes, type FactoryEvent } from "../event/FactoryEvent.ts"
import * as Projection from "../projection/Projection.ts"

export const MetricRow = Schema.Struct({
  events: Schema.Int,
  agentRuns: Schema.Int,
  answersRefused: Schema.Int,
  runsFailed: Schema.Int,
  builds: Schema.Int,
  buildsFailed: Schema.Int,
  heals: Schema.Int,
  healsSucceeded: Schema.Int,
  proofsPassed: Schema.Int,
  proofsFailed: Schema.Int,
  proofsInconclusive: Schema.Int,
  gatesApproved: Schema.Int,
  gatesByPerson: Schema.Int,
  gatesRejected: Schema.Int,
  gatesSkipped: Schema.Int,
  gatesReopened: Schema.Int,
  commits: Schema.Int,
  deployments: Schema.Int
})
export type MetricRow = typeof MetricRow.Type

/** There is one row, under this key. */
export const key = "project"

const zero = Object.fromEntries(
  Object.keys(MetricRow.fields).map((name) => [name, 0])
) as unknown as MetricRow

/** Which counters an event raises, besides `events`. */
const counters = (event: FactoryEvent): ReadonlyArray<keyof MetricRow> => {
  switch (event._tag) {
    case "AgentRunStarted":
      return ["agentRuns"]
    case "AgentRunRefused":
      return ["answersRefused"]
    case "AgentRunFailed":
      return ["runsFailed"]
    case "BuildStarted":
      return ["builds"]
    case "BuildFinished":
      return event.outcome === "failed" ? ["buildsFailed"] : []
    case "HealStarted":
      return ["heals"]
    case "HealSucceeded":
      return ["healsSucceeded"]
    case "ProofRecorded":
      return [
        event.proof.outcome === "passed"
          ? "proofsPassed"
          : event.proof.outcome === "failed"
            ? "proofsFailed"
            : "proofsInconclusive"
      ]
    case "GateApproved":
      return event.authority === "person" ? ["gatesApproved", "gatesByPerson"] : ["gatesApproved"]
    case "GateRejected":
      return ["gatesRejected"]
    case "GateSkipped":
      return ["gatesSkipped"]
    case "GateReopened":
      return ["gatesReopened"]
    case "CommitMade":
      return ["commits"]
    case "DeploymentSucceeded":
      return ["deployments"]
    default:
      return []
  }
}

const count = Projection.put<MetricRow, FactoryEvent>(
  () => key,
  (event, _fact, row = zero) =>
    counters(event).reduce((next, name) => ({ ...next, [name]: next[name] + 1 }), {
      ...row,
      events: row.events + 1
    })
)

export const metricBoard = Projection.make<MetricRow>(
  "metric",
  MetricRow,
  Object.fromEntries(eventTypes.map((type) => [type, count])) as Projection.Handlers<MetricRow>
)
