/**
 * Answers the operations that decide about gates. Who may is looked at before, and by the deciders once more.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import { isAtLeast } from "@layercake/core/account/Role"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import * as Timestamp from "@layercake/core/event/Timestamp"
import type { GateId } from "@layercake/core/gate/Gate"
import {
  ApproveGate,
  OpenGate,
  OpenReview,
  PassGate,
  RejectGate,
  ReopenGate,
  SkipGate,
  SubmitGate
} from "@layercake/core/gate/GateCommand"
import { GateNotPassed, GateNotReady } from "@layercake/core/gate/GateError"
import type { ReviewId } from "@layercake/core/gate/Review"
import { reviewInForce } from "@layercake/core/gate/Reviewing"
import { type BatchResult, GateDecisionOperations } from "@layercake/core/operation/GateDecisionOperations"
import { definitionOf, evidenceOf } from "@layercake/core/pipeline/GateProgress"
import { findings } from "@layercake/core/pipeline/GateRules"
import { stampSeconds } from "@layercake/core/pipeline/Policy"
import type { ProjectId } from "@layercake/core/project/Project"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { rowOf } from "@layercake/core/project/ProjectState"
import type { FilePath } from "@layercake/core/tree/Tree"
import { DateTime, Effect, Option } from "effect"
import { Commands } from "../command/Commands.ts"
import * as GateMetric from "../gate/GateMetric.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import { roleIn } from "./Authority.ts"
import { findGate } from "./GateHandlers.ts"
import { Session } from "./Session.ts"

interface Named {
  readonly project: ProjectId
  readonly gate: string
}

interface Approval extends Named {
  readonly review: ReviewId
  readonly accept: boolean
  readonly comment: string
  readonly design: FilePath | null
}

const now = Effect.map(DateTime.now, Timestamp.fromDateTime)

const order = Effect.fnUntraced(function* (
  { gate, project }: Named,
  command: (gate: GateId) => FactoryCommand
) {
  const known = yield* findGate(project, gate)
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* commands.execute(project, command(known.gate.gate), { actor })
  return (yield* findGate(project, gate)).report
})

const submit = Effect.fnUntraced(function* ({ gate, project }: Named) {
  const { gate: row, row: projectRow, state } = yield* findGate(project, gate)
  const evidence = evidenceOf(state, row.gate)
  const definition = definitionOf(projectRow, row.gate)
  if (evidence === undefined)
    return yield* new CommandRefused({
      reason:
        row.status === "open" || row.status === "reopened"
          ? new GateNotPassed({
              gate: row.gate,
              findings: definition === undefined ? [] : findings(state, definition)
            })
          : new GateNotReady({ gate: row.gate, status: row.status, wanted: "submitted" })
    })
  const digest = yield* ContentDigest.ofEvidence(evidence)
  return yield* order({ gate, project }, (gate) => new SubmitGate({ gate, digest }))
})

/** What is shown is read after the review began, and its digest is the review's. */
const review = Effect.fnUntraced(function* ({ gate, project }: Named) {
  const { gate: before } = yield* findGate(project, gate)
  const commands = yield* Commands
  const { actor } = yield* Session
  const at = yield* now
  if (before.digest === null)
    return yield* new CommandRefused({
      reason: new GateNotReady({ gate: before.gate, status: before.status, wanted: "reviewed" })
    })
  yield* commands.execute(project, new OpenReview({ gate: before.gate, digest: before.digest, at }), {
    actor
  })
  const after = yield* findGate(project, gate)
  const opened = reviewInForce(after.state, after.gate, actor, at)
  // Somebody else decided between the two.
  if (opened === undefined)
    return yield* new CommandRefused({
      reason: new GateNotReady({ gate: before.gate, status: after.gate.status, wanted: "reviewed" })
    })
  return { review: opened, report: after.report }
})

const approve = Effect.fnUntraced(function* (
  { accept, comment, design, gate, project, review }: Approval,
  inBatch: boolean
) {
  const at = yield* now
  const report = yield* order(
    { gate, project },
    (gate) =>
      new ApproveGate({
        gate,
        review,
        at,
        accept,
        comment,
        design,
        ...(inBatch ? { inBatch } : {})
      })
  )
  const { row, state } = yield* findGate(project, gate)
  const used = rowOf(state, "review", review)
  yield* used === undefined ? Effect.void : GateMetric.recordApproval(used, stampSeconds(row.policy))
  return report
})

/** As `Authority` does for one project. */
const authorise = Effect.fnUntraced(function* (project: ProjectId) {
  const { grant } = yield* Session
  const role = yield* roleIn(grant, project)
  if (Option.isNone(role)) return yield* new ProjectNotFound({})
  if (!isAtLeast(role.value, "approver"))
    return yield* new AccessDenied({
      operation: "gates.approveMany",
      reason: { _tag: "Role", role: role.value, wanted: "approver" }
    })
})

const approveOneOf = (approval: Approval) =>
  Effect.andThen(authorise(approval.project), approve(approval, true)).pipe(
    Effect.as({ approved: true, problem: null as string | null }),
    Effect.catchTags({
      AccessDenied: (error) => Effect.succeed({ approved: false, problem: error.message }),
      CommandRefused: (error) => Effect.succeed({ approved: false, problem: error.message }),
      ProjectNotFound: (error) => Effect.succeed({ approved: false, problem: error.message })
    }),
    Effect.map((result): BatchResult => ({ project: approval.project, gate: approval.gate, ...result }))
  )

export const layer = GateDecisionOperations.toLayer({
  "gates.open": (named) => order(named, (gate) => new OpenGate({ gate })),
  "gates.submit": submit,
  "gates.review": review,
  "gates.approve": (approval) => approve(approval, false),
  "gates.approveMany": ({ approvals }) => Effect.forEach(approvals, approveOneOf),
  "gates.pass": ({ reviewed, ...named }) => order(named, (gate) => new PassGate({ gate, reviewed })),
  "gates.reject": ({ reason, ...named }) => order(named, (gate) => new RejectGate({ gate, reason })),
  "gates.skip": ({ reason, ...named }) => order(named, (gate) => new SkipGate({ gate, reason })),
  "gates.reopen": ({ reason, ...named }) => order(named, (gate) => new ReopenGate({ gate, reason }))
})
