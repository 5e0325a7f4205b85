/**
 * Operations that show gates. Deciding about them is in `GateDecisionOperations`.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EvidenceDigest } from "../gate/Evidence.ts"
import { GateId, GateStatus } from "../gate/Gate.ts"
import { GateRow } from "../gate/GateBoard.ts"
import { Authority } from "../gate/GateEvent.ts"
import { GateFinding } from "../gate/GateFinding.ts"
import { GateLoad, LoadOfGate } from "../gate/GateLoad.ts"
import { PhaseRow } from "../gate/PhaseBoard.ts"
import { Review } from "../gate/Review.ts"
import { ProjectId } from "../project/Project.ts"
import { ProofRow } from "../proof/ProofBoard.ts"
import { Task } from "../task/Task.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

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

export const GateCheck = Schema.Struct({
  gate: GateId.annotate(about("The gate")),
  status: GateStatus.annotate(about("Where it stands")),
  findings: Schema.Array(GateFinding).annotate(about("What the rules find, whoever approves")),
  approver: Schema.Array(GateFinding).annotate(
    about("Why this caller could not approve it; empty if they could")
  ),
  authority: Authority.annotate(about("On whose word it passes once everything is there")),
  ready: Schema.Boolean.annotate(about("Whether nothing stands in its way but what a person may let stand")),
  evidence: Schema.NullOr(EvidenceDigest).annotate(
    about("Digest of the evidence as it is now; null while something is missing")
  ),
  submitted: Schema.NullOr(EvidenceDigest).annotate(
    about("Digest of the evidence that was submitted last; null before")
  )
})
export type GateCheck = typeof GateCheck.Type

export const ProjectLoad = Schema.Struct({
  ...project,
  title: Schema.NonEmptyString.annotate(about("What it is called")),
  stampSeconds: Schema.Int.annotate(about("Seconds within which an approval counts as a rubber stamp")),
  ...GateLoad.fields
})
export type ProjectLoad = typeof ProjectLoad.Type

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

  Rpc.make("gates.current", {
    payload: project,
    success: Schema.NullOr(GateReport),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Current gate", "The first gate that is not passed, as gates.get shows it; null when all are.")
  ),

  Rpc.make("gates.check", { payload: gate, success: GateCheck, error: OperationError }).annotate(
    OperationMark,
    reads("Check a gate", "What the gate rules find now, for this caller too, without deciding anything.")
  ),

  Rpc.make("gates.history", {
    payload: {
      ...project,
      gate: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Only this gate; every one when left out"))
      )
    },
    success: Schema.Struct({
      rounds: Schema.Array(PhaseRow).annotate(about("Each round of each gate, with how long it took")),
      reviews: Schema.Array(Review).annotate(about("Each review that a person opened, and how it ended"))
    }),
    error: OperationError
  }).annotate(OperationMark, reads("History of gates", "Every round of the gates and every review of them.")),

  Rpc.make("gates.stats", {
    payload: project,
    success: Schema.Struct({
      stampSeconds: Schema.Int.annotate(about("Seconds within which an approval counts as a rubber stamp")),
      gates: Schema.Array(LoadOfGate).annotate(about("Each gate, in order")),
      total: GateLoad.annotate(about("All gates together"))
    }),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "Load of the gates",
      "How often people decided at each gate of a project, and how long they looked."
    )
  ),

  Rpc.make("gates.stamps", {
    payload: project,
    success: Schema.Array(Review),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "List rubber stamps",
      "Approvals that came too soon after the review was opened, as the policy says."
    )
  ),

  Rpc.make("gates.load", {
    payload: {
      after: Schema.optionalKey(ProjectId.annotate(about("Only projects after this id"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Projects at most, 100 when left out")
        )
      )
    },
    success: Schema.Struct({
      projects: Schema.Array(ProjectLoad).annotate(about("In order of their ids")),
      next: Schema.NullOr(ProjectId).annotate(
        about("Give this as after for the next page; null when there is none")
      )
    }),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Load by project", "The same for every project that the caller may see, all its gates together.", {
      access: "account"
    })
  )
) {}
