/**
 * Operations on agent runs that nobody is called for: whoever asks may do one, with whatever model they have.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName } from "../agent/Agent.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { AnswerFinding } from "../agent/AgentRunEvent.ts"
import { Claimant, ClaimId, ClaimLabel, LeaseMillis } from "../claim/Claim.ts"
import { NothingToClaim, RunAmbiguous } from "../claim/ClaimError.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { AnsweredFile, TokenUsage } from "../port/AgentExecutor.ts"
import { ProjectId } from "../project/Project.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const claim = { claim: ClaimId.annotate(about("The claim, as agents.claim gave it")) }
const lease = {
  leaseMillis: Schema.optionalKey(
    LeaseMillis.annotate(
      about("How long from now, 1000 to 86400000 milliseconds; half an hour when left out")
    )
  )
}
const said = Schema.NonEmptyString.check(Schema.isPattern(/\S/), Schema.isMaxLength(1000))

/** Characters of an answer; more is no text of a model. */
const maxAnswer = 10_000_000

export const WaitingRun = Schema.Struct({
  project: ProjectId.annotate(about("The project")),
  run: AgentRunId.annotate(about("The agent run")),
  gate: GateId.annotate(about("The gate it is for")),
  step: Schema.NonEmptyString.annotate(about("The work step of the gate")),
  agent: AgentName.annotate(about("The role that is to do it")),
  purpose: AgentPurpose.annotate(about("Why it is done: work, correct, heal, rework, answer or instruct")),
  attempt: Schema.Int.annotate(about("From 1, within the purpose")),
  since: Timestamp.annotate(about("Since when it waits")),
  characters: Schema.Int.annotate(about("Length of everything that the agent is told")),
  holder: Schema.NullOr(
    Schema.Struct({
      claim: ClaimId.annotate(about("Their claim")),
      claimant: Claimant.annotate(about("Account and label of whoever holds it")),
      until: Timestamp.annotate(about("When their lease ends"))
    })
  ).annotate(about("Who holds it now; null when it may be claimed"))
})
export type WaitingRun = typeof WaitingRun.Type

export const ClaimedWork = Schema.Struct({
  ...WaitingRun.fields,
  claim: ClaimId.annotate(about("Give it with the answer")),
  until: Timestamp.annotate(about("When the lease ends; agents.renew makes it later")),
  system: Schema.String.annotate(about("Who the agent is and how it must answer")),
  prompt: Schema.String.annotate(about("The work and what it needs to know")),
  inputs: Schema.Array(
    Schema.Struct({
      path: Schema.String.annotate(about("Path in the project")),
      bytes: Schema.Int.annotate(about("Its size")),
      kind: Schema.NullOr(Schema.String).annotate(about("Kind of document; null for other files"))
    })
  ).annotate(about("Every file that the project has now")),
  produces: Schema.Array(
    Schema.Struct({
      path: Schema.String.annotate(about("Where it has to be; ** stands for any file below")),
      kind: Schema.String.annotate(about("What it has to be"))
    })
  ).annotate(about("What must be there after the answer")),
  answer: Schema.String.annotate(about("How to submit the answer"))
})
export type ClaimedWork = typeof ClaimedWork.Type

export const RenewedClaim = Schema.Struct({
  claim: ClaimId.annotate(about("The claim")),
  run: AgentRunId.annotate(about("The agent run")),
  until: Timestamp.annotate(about("When the lease ends now")),
  work: Schema.NullOr(ClaimedWork).annotate(about("The work again, where it was asked for"))
})
export type RenewedClaim = typeof RenewedClaim.Type

export const Submission = Schema.Struct({
  claim: ClaimId.annotate(about("The claim")),
  run: AgentRunId.annotate(about("The agent run")),
  outcome: Schema.Literals(["accepted", "refused", "given-up"]).annotate(
    about("accepted: applied next. refused: mend it under the same claim. given-up: a person is asked")
  ),
  findings: Schema.Array(AnswerFinding).annotate(about("Why it cannot be used; empty when it is accepted")),
  left: Schema.Int.annotate(about("Unusable answers that may still come before a person is asked"))
})
export type Submission = typeof Submission.Type

export class ClaimOperations extends RpcGroup.make(
  Rpc.make("agents.due", {
    payload: {
      project: Schema.optionalKey(ProjectId.annotate(about("Only runs of this project")))
    },
    success: Schema.Array(WaitingRun),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "List runs to claim",
      "Agent runs that wait to be done by whoever claims them, longest waiting first."
    )
  ),

  Rpc.make("agents.claim", {
    payload: {
      project: Schema.optionalKey(ProjectId.annotate(about("Only of this project; any when left out"))),
      run: Schema.optionalKey(AgentRunId.annotate(about("This run; the longest waiting when left out"))),
      label: Schema.optionalKey(
        ClaimLabel.annotate(about("What the worker calls itself, without spaces; worker when left out"))
      ),
      ...lease
    },
    success: ClaimedWork,
    error: Schema.Union([NothingToClaim, RunAmbiguous, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Claim a run", "Takes an agent run for a while and gives everything that is needed to do it.")
  ),

  Rpc.make("agents.renew", {
    payload: {
      ...claim,
      ...lease,
      work: Schema.optionalKey(Schema.Boolean.annotate(about("Give the work again, too")))
    },
    success: RenewedClaim,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Renew a claim", "Makes its lease end later; fails when it is lost already.", {
      access: "account",
      idempotent: true
    })
  ),

  Rpc.make("agents.submit", {
    payload: {
      ...claim,
      text: Schema.String.check(Schema.isMaxLength(maxAnswer)).annotate(
        about("The answer: files whole in fences, or what was done when files are given")
      ),
      files: Schema.optionalKey(
        Schema.Array(AnsweredFile).annotate(about("Files that were changed, whole; content null removes one"))
      ),
      model: Schema.NonEmptyString.check(Schema.isPattern(/^\S{1,200}$/)).annotate(
        about("The model that answered, without spaces, for example claude-code")
      ),
      usage: Schema.optionalKey(
        TokenUsage.annotate(about("Tokens as the provider counted them; leave out when not known"))
      )
    },
    success: Submission,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Submit an answer", "Hands in the answer under a claim; the same answer twice counts once.", {
      access: "account",
      idempotent: true
    })
  ),

  Rpc.make("agents.release", {
    payload: { ...claim, reason: said.annotate(about("Why it is not done")) },
    success: Schema.Struct({ claim: ClaimId, run: AgentRunId }).annotate(about("What was let go")),
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Release a claim", "Lets others do the run at once.", { access: "account", idempotent: true })
  ),

  Rpc.make("agents.withdraw", {
    payload: {
      project: ProjectId.annotate(about("The project")),
      run: AgentRunId.annotate(about("The agent run that waits")),
      reason: said.annotate(about("Why it is not to be claimed"))
    },
    success: Schema.Struct({ project: ProjectId, run: AgentRunId }).annotate(about("What was withdrawn")),
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Withdraw a run", "It waits no more; its work begins anew under the model that the workers have.")
  )
) {}
