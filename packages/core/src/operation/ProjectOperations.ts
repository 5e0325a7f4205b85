/**
 * Operations on projects as a whole. Their work is in `PipelineOperations`, their past in `HistoryOperations`.
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
import { BlobDigest } from "../store/Blob.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { erases, OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"
import { about, project } from "./OperationField.ts"

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

export const ProjectDetail = Schema.Struct({
  ...ProjectSummary.fields,
  version: Schema.Int.annotate(about("Events in the project's stream")),
  projectType: Schema.NullOr(Schema.String).annotate(about("Kind of software; null until G1 has said")),
  userInterface: Schema.NullOr(Schema.Boolean).annotate(about("Whether it has one; null until G1 has said")),
  brief: BlobDigest.annotate(about("Digest of the brief that it began with, or of the last revision")),
  tree: Schema.NullOr(TreeDigest).annotate(about("Digest of the tree; null while there are no files")),
  forkedFrom: Schema.NullOr(Schema.Struct({ project: ProjectId, version: Schema.Int })).annotate(
    about("The project it began as a copy of, and at which version; null when it began with a brief")
  ),
  pipeline: Pipeline.annotate(about("The gates it follows")),
  policy: Policy.annotate(about("The policy in force"))
})
export type ProjectDetail = typeof ProjectDetail.Type

export const ProjectPage = Schema.Struct({
  projects: Schema.Array(ProjectSummary).annotate(about("In order of their ids")),
  next: Schema.NullOr(ProjectId).annotate(
    about("Give this as after for the next page; null when there is none")
  )
})
export type ProjectPage = typeof ProjectPage.Type

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

/** What a project begins with besides its files. */
export const projectBeginning = {
  brief: Schema.Uint8ArrayFromBase64.annotate(about("The brief: Markdown in UTF-8, at most 1 MB")),
  project: Schema.optionalKey(ProjectId.annotate(about("The id; made from the title when left out"))),
  policy: Schema.optionalKey(Policy.annotate(about("The policy; the default one when left out"))),
  pipeline: Schema.optionalKey(Pipeline.annotate(about("The pipeline; the standard one when left out"))),
  start: Schema.optionalKey(
    Schema.Boolean.annotate(about("False: it is created paused and waits for pipeline.start"))
  )
}

export class ProjectOperations extends RpcGroup.make(
  Rpc.make("projects.create", {
    payload: projectBeginning,
    success: ProjectSummary,
    error: Schema.Union([BriefInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Create a project", "Takes in a brief and begins a project at its first gate.", {
      access: "account"
    })
  ),

  Rpc.make("projects.get", { payload: project, success: ProjectDetail, error: OperationError }).annotate(
    OperationMark,
    reads("Get a project", "What a project is: its brief, pipeline and policy, and where it came from.")
  ),

  Rpc.make("projects.list", {
    payload: {
      status: Schema.optionalKey(ProjectStatus.annotate(about("Only projects of this status"))),
      after: Schema.optionalKey(ProjectId.annotate(about("Only projects after this id"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Projects at most, 100 when left out")
        )
      )
    },
    success: ProjectPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "List projects",
      "The projects that the caller may see, each with its gate and what it waits for.",
      {
        access: "account"
      }
    )
  ),

  Rpc.make("projects.update", {
    payload: {
      ...project,
      title: Schema.NonEmptyString.check(Schema.isMaxLength(200)).annotate(
        about("The new title, at most 200 characters")
      )
    },
    success: ProjectSummary,
    error: OperationError
  }).annotate(OperationMark, writes("Rename a project", "Gives it another title.", { idempotent: true })),

  Rpc.make("projects.archive", { payload: project, success: ProjectSummary, error: OperationError }).annotate(
    OperationMark,
    erases("Archive a project", "No work is done in it and it is listed as archived, until it is restored.", {
      idempotent: false
    })
  ),

  Rpc.make("projects.restore", { payload: project, success: ProjectSummary, error: OperationError }).annotate(
    OperationMark,
    writes("Restore a project", "Takes it out of the archive; its work goes on.", { access: "owner" })
  ),

  Rpc.make("projects.policy", {
    payload: { ...project, policy: Policy.annotate(about("The new policy")) },
    success: ProjectSummary,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Change the policy", "Replaces what the project allows.", {
      idempotent: true,
      access: "owner",
      ...persons
    })
  )
) {}
