/**
 * Operations that decide about gates. To approve one takes a review of it, which a person alone can open and use.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EvidenceDigest } from "../gate/Evidence.ts"
import { Review, ReviewId } from "../gate/Review.ts"
import { ProjectId } from "../project/Project.ts"
import { FilePath } from "../tree/Tree.ts"
import { GateReport } from "./GateOperations.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, type OperationOptions, persons, writes } from "./OperationMark.ts"

const gate = {
  project: ProjectId.annotate(about("The project's id")),
  gate: Schema.NonEmptyString.annotate(about("The gate's id, for example G3"))
}
const reason = (what: string) => ({ ...gate, reason: Schema.NonEmptyString.annotate(about(what)) })

const approval = {
  ...gate,
  review: ReviewId.annotate(about("The caller's own review, as gates.review gave it")),
  accept: Schema.Boolean.annotate(about("Let findings stand that may be let stand")),
  comment: Schema.String.annotate(about("Why; may be empty")),
  design: Schema.NullOr(FilePath).annotate(about("The design that is picked, where some are offered"))
}

export const ReviewReport = Schema.Struct({
  review: Review.annotate(about("The review: what it is about and until when it can be used")),
  report: GateReport.annotate(about("Exactly what is under review"))
})
export type ReviewReport = typeof ReviewReport.Type

export const BatchResult = Schema.Struct({
  ...gate,
  approved: Schema.Boolean.annotate(about("Whether it is approved now")),
  problem: Schema.NullOr(Schema.String).annotate(about("Why it is not; null when it is"))
})
export type BatchResult = typeof BatchResult.Type

const decides: OperationOptions = { access: "approver", ...persons }

export class GateDecisionOperations extends RpcGroup.make(
  Rpc.make("gates.open", { payload: gate, success: GateReport, error: OperationError }).annotate(
    OperationMark,
    writes("Open a gate", "Begins the work of a gate that comes next, before the planner does.")
  ),

  Rpc.make("gates.submit", { payload: gate, success: GateReport, error: OperationError }).annotate(
    OperationMark,
    writes("Submit a gate", "Puts a gate to review, if everything that it asks for is there.")
  ),

  Rpc.make("gates.review", { payload: gate, success: ReviewReport, error: OperationError }).annotate(
    OperationMark,
    writes(
      "Review a gate",
      "Shows what is under review and gives the right to decide about exactly that, for a while.",
      {
        ...decides,
        idempotent: true
      }
    )
  ),

  Rpc.make("gates.approve", { payload: approval, success: GateReport, error: OperationError }).annotate(
    OperationMark,
    writes("Approve a gate", "A person's decision about exactly the evidence they reviewed.", decides)
  ),

  Rpc.make("gates.approveMany", {
    payload: {
      approvals: Schema.NonEmptyArray(Schema.Struct(approval))
        .check(Schema.isMaxLength(100))
        .annotate(about("Gates of any projects, each with its own review; at most 100"))
    },
    success: Schema.Array(BatchResult),
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Approve several gates",
      "Decides about each of a reviewed set by itself; those that cannot pass are told.",
      {
        access: "account",
        ...persons
      }
    )
  ),

  Rpc.make("gates.pass", {
    payload: { ...gate, reviewed: EvidenceDigest.annotate(about("Digest of the evidence that is to pass")) },
    success: GateReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Pass a gate", "Passes a gate without a person, where its definition or the policy allows that.", {
      access: "approver",
      callers: ["person", "automation", "system"]
    })
  ),

  Rpc.make("gates.reject", {
    payload: reason("What has to be different"),
    success: GateReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Reject a gate", "Sends the gate's work back to its agents with the reason.", decides)
  ),

  Rpc.make("gates.skip", {
    payload: reason("Why it is not needed"),
    success: GateReport,
    error: OperationError
  }).annotate(OperationMark, writes("Skip a gate", "Goes on without what the gate asks for.", decides)),

  Rpc.make("gates.reopen", { payload: reason("Why"), success: GateReport, error: OperationError }).annotate(
    OperationMark,
    writes("Reopen a gate", "Makes its approval void and starts its work again.", decides)
  )
) {}
