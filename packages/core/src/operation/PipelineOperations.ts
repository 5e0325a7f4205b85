/**
 * Operations on the work of a project: whether it goes on, where it stands, and what is due next.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { DueWork } from "../pipeline/DueWork.ts"
import { JobId, JobState, Tier } from "../store/JobQueue.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { ProjectStatusReport, ProjectSummary } from "./ProjectOperations.ts"

const reason = Schema.String.annotate(about("Why; may be empty"))

export const NextWork = Schema.Struct({
  waiting: Schema.NullOr(Schema.String).annotate(about("What a person has to do first; null when nothing")),
  due: Schema.Array(
    Schema.Struct({
      job: JobId.annotate(about("Id of the job")),
      tier: Tier.annotate(about("How urgent it is")),
      work: DueWork.annotate(about("What is to be done")),
      state: Schema.NullOr(JobState).annotate(about("Where the job stands; null when it is not queued"))
    })
  ).annotate(about("What the planner asks for now"))
})
export type NextWork = typeof NextWork.Type

export class PipelineOperations extends RpcGroup.make(
  Rpc.make("pipeline.start", { payload: project, success: ProjectSummary, error: OperationError }).annotate(
    OperationMark,
    writes("Start the work", "Begins or takes up the work; what was given up for good is tried again.", {
      idempotent: true
    })
  ),

  Rpc.make("pipeline.pause", {
    payload: { ...project, reason },
    success: ProjectSummary,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Pause the work", "No new work begins until it is resumed; what is under way comes to its end.")
  ),

  Rpc.make("pipeline.resume", { payload: project, success: ProjectSummary, error: OperationError }).annotate(
    OperationMark,
    writes("Resume the work", "Work goes on where it was paused.")
  ),

  Rpc.make("pipeline.stop", {
    payload: { ...project, reason },
    success: ProjectSummary,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Stop the work", "As a pause, and agent runs that are under way are cancelled.")
  ),

  Rpc.make("pipeline.status", {
    payload: project,
    success: ProjectStatusReport,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Status of the work", "Gates, open questions, cost and deployments of one project.")
  ),

  Rpc.make("pipeline.next", { payload: project, success: NextWork, error: OperationError }).annotate(
    OperationMark,
    reads("Next work", "What is due now as the planner says, and what a person has to do first.")
  )
) {}
