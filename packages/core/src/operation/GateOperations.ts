/**
 * Operations on gates and on what holds them.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EvidenceDigest } from "../gate/Evidence.ts"
import { GateRow } from "../gate/GateBoard.ts"
import { GateFinding } from "../gate/GateFinding.ts"
import { ProjectId } from "../project/Project.ts"
import { ProofRow } from "../proof/ProofBoard.ts"
import { EntryId, Hold } from "../register/Register.ts"
import { Task } from "../task/Task.ts"
import { FilePath } from "../tree/Tree.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const about = (description: string) => ({ description })
const project = { project: ProjectId.annotate(about("The project's id")) }
const gate = { ...project, gate: Schema.NonEmptyString.annotate(about("The gate's id, for example G3")) }

export const GateReport = Schema.Struct({
  gate: GateRow.annotate(about("Where the gate stands")),
  question: Schema.String.annotate(about("What the gate asks")),
  findings: Schema.Array(GateFinding).annotate(about("What the gate rules find now")),
  proofs: Schema.Array(ProofRow).annotate(about("The proofs of the gate about the tree as it is now")),
  designs: Schema.Array(Schema.String).annotate(about("Designs to pick one from; usually none")),
  tasks: Schema.Array(Task).annotate(about("The work of the gate")),
  needsPerson: Schema.Boolean.annotate(about("Whether only a person can approve it"))
})
export type GateReport = typeof GateReport.Type

export class GateOperations extends RpcGroup.make(
  Rpc.make("gates.list", {
    payload: project,
    success: Schema.Array(GateReport),
    error: OperationError
  }).annotate(OperationMark, reads("List gates", "Every gate with its proofs, findings and work, in order.")),

  Rpc.make("gates.get", { payload: gate, success: GateReport, error: OperationError }).annotate(
    OperationMark,
    reads("Get a gate", "One gate with its proofs, findings and work.")
  ),

  Rpc.make("gates.approve", {
    payload: {
      ...gate,
      reviewed: EvidenceDigest.annotate(about("Digest of the evidence that was reviewed")),
      accept: Schema.Boolean.annotate(about("Let findings stand that may be let stand")),
      comment: Schema.String.annotate(about("Why; may be empty")),
      design: Schema.NullOr(FilePath).annotate(about("The design that is picked, where some are offered"))
    },
    success: GateReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Approve a gate", "A person's decision about exactly the evidence they reviewed.")
  ),

  Rpc.make("gates.reject", {
    payload: { ...gate, reason: Schema.NonEmptyString.annotate(about("What has to be different")) },
    success: GateReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Reject a gate", "Sends the gate's work back to its agents with the reason.")
  ),

  Rpc.make("gates.reopen", {
    payload: { ...gate, reason: Schema.NonEmptyString.annotate(about("Why")) },
    success: GateReport,
    error: OperationError
  }).annotate(OperationMark, writes("Reopen a gate", "Makes its approval void and starts its work again.")),

  Rpc.make("holds.list", { payload: project, success: Schema.Array(Hold), error: OperationError }).annotate(
    OperationMark,
    reads("List what waits", "Blockers, queries and escalations, open and settled.")
  ),

  Rpc.make("holds.resolve", {
    payload: {
      ...project,
      id: EntryId.annotate(about("The entry, for example escalation-1")),
      resolution: Schema.NonEmptyString.annotate(about("The answer, or what was done"))
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Resolve", "Answers a query or settles a blocker or escalation; the work goes on.")
  )
) {}
