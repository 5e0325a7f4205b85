/**
 * Operations on projects as a whole.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentRunId } from "../agent/AgentCall.ts"
import { BriefInvalid } from "../check/BriefIntake.ts"
import { CostRow } from "../cost/CostBoard.ts"
import { DeploymentRow } from "../deployment/DeploymentBoard.ts"
import { GateRow } from "../gate/GateBoard.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { Policy } from "../pipeline/Policy.ts"
import { Pipeline } from "../pipeline/Pipeline.ts"
import { ProjectId, ProjectStatus } from "../project/Project.ts"
import { Hold } from "../register/Register.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const about = (description: string) => ({ description })

export const ProjectSummary = Schema.Struct({
  project: ProjectId.annotate(about("The project's id")),
  title: Schema.NonEmptyString.annotate(about("What it is called")),
  status: ProjectStatus.annotate(about("Whether work goes on")),
  gate: Schema.NullOr(Schema.String).annotate(about("The current gate; null when all are passed")),
  waiting: Schema.NullOr(Schema.String).annotate(about("What a person has to do next; null when nothing")),
  createdAt: Timestamp.annotate(about("When it was created")),
  updatedAt: Timestamp.annotate(about("When anything last happened"))
})
export type ProjectSummary = typeof ProjectSummary.Type

export const ProjectStatusReport = Schema.Struct({
  ...ProjectSummary.fields,
  version: Schema.Int.annotate(about("Events in the project's stream")),
  projectType: Schema.NullOr(Schema.String).annotate(about("Kind of software; null until G1 has said")),
  tree: Schema.NullOr(Schema.String).annotate(about("Digest of the tree")),
  gates: Schema.Array(GateRow).annotate(about("Every gate in order")),
  holds: Schema.Array(Hold).annotate(about("Open blockers, queries and escalations")),
  cost: Schema.NullOr(CostRow).annotate(about("Tokens and money so far; null before the first call")),
  deployments: Schema.Array(DeploymentRow).annotate(about("What is pushed and deployed")),
  claimable: Schema.Array(AgentRunId).annotate(about("Agent runs that wait until somebody claims them")),
  policy: Policy.annotate(about("The policy in force"))
})
export type ProjectStatusReport = typeof ProjectStatusReport.Type

const project = { project: ProjectId.annotate(about("The project's id")) }

export class ProjectOperations extends RpcGroup.make(
  Rpc.make("projects.create", {
    payload: {
      brief: Schema.Uint8ArrayFromBase64.annotate(about("The brief: Markdown in UTF-8, at most 1 MB")),
      project: Schema.optionalKey(ProjectId.annotate(about("The id; made from the title when left out"))),
      policy: Schema.optionalKey(Policy.annotate(about("The policy; the default one when left out"))),
      pipeline: Schema.optionalKey(Pipeline.annotate(about("The pipeline; the standard one when left out")))
    },
    success: ProjectSummary,
    error: Schema.Union([BriefInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Create a project", "Takes in a brief and begins a project at its first gate.")
  ),

  Rpc.make("projects.list", { success: Schema.Array(ProjectSummary), error: OperationError }).annotate(
    OperationMark,
    reads("List projects", "Every project with its current gate and what it waits for.")
  ),

  Rpc.make("projects.status", {
    payload: project,
    success: ProjectStatusReport,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Status of a project", "Gates, open questions, cost and deployments of one project.")
  ),

  Rpc.make("projects.pause", {
    payload: { ...project, reason: Schema.String.annotate(about("Why")) },
    success: ProjectSummary,
    error: OperationError
  }).annotate(OperationMark, writes("Pause a project", "No new work begins until it is resumed.")),

  Rpc.make("projects.resume", { payload: project, success: ProjectSummary, error: OperationError }).annotate(
    OperationMark,
    writes("Resume a project", "Work goes on where it stopped.")
  ),

  Rpc.make("projects.policy", {
    payload: { ...project, policy: Policy.annotate(about("The new policy")) },
    success: ProjectSummary,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Change the policy", "Replaces what the project allows.", { idempotent: true })
  )
) {}
