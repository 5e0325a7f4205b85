/**
 * Operations on requirements: where each is specified, written, tested, proven and deployed.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ProjectId } from "../project/Project.ts"
import { RequirementId } from "../requirement/Requirement.ts"
import { RequirementRow } from "../requirement/RequirementBoard.ts"
import { RequirementGap } from "../requirement/RequirementGap.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const about = (description: string) => ({ description })
const project = { project: ProjectId.annotate(about("The project's id")) }

export const TracedRequirement = Schema.Struct({
  requirement: RequirementRow.annotate(about("The requirement with everything that belongs to it")),
  gaps: Schema.Array(RequirementGap).annotate(about("What is missing between it and its deployment"))
})
export type TracedRequirement = typeof TracedRequirement.Type

/** There is no such requirement; `known` are those that there are. */
export class RequirementUnknown extends Schema.TaggedError<RequirementUnknown>()("RequirementUnknown", {
  requirement: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.known.length === 0
      ? `There is no requirement ${this.requirement}: none is listed yet. The check of the requirements document lists them.`
      : `There is no requirement ${this.requirement}. There are ${this.known.join(", ")}.`
  }
}

export class RequirementOperations extends RpcGroup.make(
  Rpc.make("requirements.list", {
    payload: project,
    success: Schema.Array(TracedRequirement),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "List requirements",
      "Every requirement with its specification, files, tests, proofs and deployments."
    )
  ),

  Rpc.make("requirements.trace", {
    payload: {
      ...project,
      requirement: RequirementId.annotate(about("The requirement's id, for example FR-1"))
    },
    success: TracedRequirement,
    error: Schema.Union([RequirementUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Trace a requirement", "One requirement from its document to where it runs, with what is missing.")
  )
) {}
