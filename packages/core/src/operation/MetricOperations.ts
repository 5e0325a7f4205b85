/**
 * Operations on measures: of a project, its gates and its agents, and of everything on this host.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName } from "../agent/Agent.ts"
import { GateId, GateStatus } from "../gate/Gate.ts"
import { MetricRow } from "../metric/MetricBoard.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const count = (description: string) => Schema.Int.annotate(about(description))
const millis = (description: string) => Schema.NullOr(Schema.Int).annotate(about(description))
const share = (description: string) => Schema.NullOr(Schema.Finite).annotate(about(description))

export const ProjectMetrics = Schema.Struct({
  counts: MetricRow.annotate(about("How often each thing happened")),
  buildsPassed: share("Share of the ended builds that did not fail, 0 to 1; null before the first"),
  proofsPassed: share("Share of the proofs that passed; null before the first"),
  answersUsed: share("Share of the agent runs whose answer was not sent back; null before the first"),
  healsSucceeded: share("Share of the begun repairs after which the proof passed; null before the first"),
  leadMillis: Schema.Int.annotate(about("From the project's beginning to the last thing that happened"))
})
export type ProjectMetrics = typeof ProjectMetrics.Type

export const GateMetrics = Schema.Struct({
  gate: GateId.annotate(about("The gate's id")),
  status: GateStatus.annotate(about("Where it stands")),
  rounds: count("How often its work began"),
  workMillis: millis("From opening to submission, all rounds together; null before the first submission"),
  reviewMillis: millis("From submission to decision, all rounds together; null before the first decision"),
  leadMillis: millis("From when it was first opened to its last decision; null before that"),
  agentRuns: count("Agent runs for it"),
  proofsFailed: count("Its latest proofs that did not pass, about whichever tree")
})
export type GateMetrics = typeof GateMetrics.Type

export const AgentMetrics = Schema.Struct({
  agent: AgentName.annotate(about("The agent's name")),
  runs: count("Runs begun"),
  completed: count("Runs whose answer was used"),
  refused: count("Runs whose answer was sent back"),
  failed: count("Runs without an answer"),
  cancelled: count("Runs that were not wanted any more"),
  repairs: count("Runs that were to repair something"),
  firstPass: share(
    "Share of the first runs of a piece of work whose answer was used; null before the first ended"
  ),
  medianMillis: millis("Half of the ended runs took at most so long; null before the first"),
  inputTokens: count("Tokens sent, as far as they were told"),
  outputTokens: count("Tokens received, as far as they were told")
})
export type AgentMetrics = typeof AgentMetrics.Type

export const HostMetrics = Schema.Struct({
  projects: count("Projects on this host"),
  active: count("Those that are worked on"),
  paused: count("Those that are paused"),
  completed: count("Those that are through every gate"),
  archived: count("Those that were put away"),
  counts: MetricRow.annotate(about("How often each thing happened, over all projects"))
})
export type HostMetrics = typeof HostMetrics.Type

export class MetricOperations extends RpcGroup.make(
  Rpc.make("metrics.project", { payload: project, success: ProjectMetrics, error: OperationError }).annotate(
    OperationMark,
    reads(
      "Measures of a project",
      "How often things happened in a project, and which share of them went well."
    )
  ),

  Rpc.make("metrics.gates", {
    payload: project,
    success: Schema.Array(GateMetrics),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "Measures of gates",
      "How long work, review and each gate as a whole took, in the order of the pipeline."
    )
  ),

  Rpc.make("metrics.agents", {
    payload: project,
    success: Schema.Array(AgentMetrics),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Measures of agents", "Runs, failures, corrections and first-pass rate of each agent.")
  ),

  Rpc.make("metrics.host", { success: HostMetrics, error: OperationError }).annotate(
    OperationMark,
    reads("Measures of this host", "How often things happened over all projects.", {
      access: "administrator"
    })
  )
) {}
