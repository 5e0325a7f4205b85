/**
 * Operations on requirements: where each is specified, written, tested, proven and deployed, and what is missing.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { RequirementId } from "../requirement/Requirement.ts"
import { RequirementRow } from "../requirement/RequirementBoard.ts"
import { RequirementGap } from "../requirement/RequirementGap.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

export const TracedRequirement = Schema.Struct({
  requirement: RequirementRow.annotate(about("The requirement with everything that belongs to it")),
  gaps: Schema.Array(RequirementGap).annotate(about("What is missing between it and its deployment"))
})
export type TracedRequirement = typeof TracedRequirement.Type

export const OpenRequirement = Schema.Struct({
  requirement: RequirementId.annotate(about("The requirement's id")),
  text: Schema.String.annotate(about("What it says")),
  gaps: Schema.Array(RequirementGap).annotate(
    about("What is missing, from its specification to where it runs")
  )
})
export type OpenRequirement = typeof OpenRequirement.Type

export const CoveredRequirement = Schema.Struct({
  requirement: RequirementId.annotate(about("The requirement's id")),
  specified: Schema.Boolean.annotate(about("An element of a specification names it, or it is a quality")),
  written: Schema.Boolean.annotate(about("A file of the code or the tests is traced to it")),
  tested: Schema.Boolean.annotate(about("A test that names it passed")),
  proven: Schema.Boolean.annotate(about("Every proof about it passed, and nothing of it changed since")),
  running: Schema.Boolean.annotate(about("It runs somewhere"))
})
export type CoveredRequirement = typeof CoveredRequirement.Type

const share = (what: string) => Schema.Int.annotate(about(`Requirements that count and are ${what}`))
export const RequirementStats = Schema.Struct({
  listed: Schema.Int.annotate(about("Requirements that are in the document now")),
  withdrawn: Schema.Int.annotate(about("Requirements that left the document")),
  excluded: Schema.Int.annotate(about("Requirements that are not built, for a reason that is given")),
  nonFunctional: Schema.Int.annotate(about("Requirements that are qualities")),
  counted: Schema.Int.annotate(about("Requirements that are to be met: listed and not excluded")),
  specified: share("specified"),
  written: share("written"),
  tested: share("tested"),
  proven: share("proven"),
  running: share("running somewhere"),
  complete: share("without any gap")
})
export type RequirementStats = typeof RequirementStats.Type

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
  ),

  Rpc.make("requirements.gaps", {
    payload: {
      ...project,
      at: Schema.optionalKey(RequirementGap.fields.at.annotate(about("Only what is missing at this stage")))
    },
    success: Schema.Array(OpenRequirement),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List gaps", "Requirements that something is missing of, with what it is.")
  ),

  Rpc.make("requirements.coverage", {
    payload: project,
    success: Schema.Array(CoveredRequirement),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Show coverage", "How far each requirement has come: specified, written, tested, proven, running.")
  ),

  Rpc.make("requirements.stats", {
    payload: project,
    success: RequirementStats,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Count requirements", "How many requirements there are and how many have come how far.")
  )
) {}
