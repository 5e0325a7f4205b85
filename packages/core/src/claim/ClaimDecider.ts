/**
 * Turns a command about a claim into facts. Pure: the time is in the command, the claimant is the actor. One claim is in
 * force on a run at a time, and an answer counts only while its claim is.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import * as AgentRunDecider from "../agent/AgentRunDecider.ts"
import { unusableTitle } from "../agent/AgentRunStopping.ts"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import { RecordAnswer } from "../agent/AgentRunCommand.ts"
import { AgentRunCancelled, AgentRunRefused, type AnswerFinding } from "../agent/AgentRunEvent.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { millisBetween } from "../event/Timestamp.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { ClaimRow } from "./ClaimBoard.ts"
import type { ClaimAgentRun, ClaimCommand, SubmitClaim, WithdrawAgentRun } from "./ClaimCommand.ts"
import { ClaimLost, ClaimNotYours, RunClaimed, RunNotClaimable } from "./ClaimError.ts"
import {
  AgentRunClaimed,
  AgentRunClaimRefused,
  AgentRunClaimReleased,
  AgentRunClaimRenewed
} from "./ClaimEvent.ts"
import { holderOf, isInForce, isUnanswered, refusalsOf, waitingRuns } from "./ClaimStanding.ts"

export const decide: Decide<ClaimCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (command._tag === "ClaimAgentRun") return claim(command, state, actor)
  if (command._tag === "WithdrawAgentRun") return withdraw(command, state, actor)

  const { claimId } = command
  const held = rowOf(state, "claim", claimId)
  const run = held && rowOf(state, "agentRun", held.runId)
  if (held === undefined || run === undefined)
    return Result.fail(new ClaimLost({ claimId, why: "unknown", holder: null }))
  const mayRelease = command._tag === "ReleaseClaim" && actor.kind === "person"
  if (!isSame(held.claimant.actor, actor) && !mayRelease)
    return Result.fail(new ClaimNotYours({ claimId, claimant: held.claimant }))

  switch (command._tag) {
    case "RenewClaim":
      if (!isInForce(held, command.at)) return lost(held, state, command.at)
      return Result.succeed(
        command.until > held.until
          ? [new AgentRunClaimRenewed({ runId: held.runId, claimId, until: command.until })]
          : []
      )
    case "ReleaseClaim":
      if (held.status === "released") return Result.succeed([])
      return held.status === "held"
        ? Result.succeed([new AgentRunClaimReleased({ runId: held.runId, claimId, reason: command.reason })])
        : lost(held, state, command.at)
    case "SubmitClaim":
      return submit(command, state, project, { held, run }, actor)
  }
}

const claim = (command: ClaimAgentRun, state: ProjectState, actor: Actor): Decision => {
  const { at, claimId, label, runId, until } = command
  const known = rowOf(state, "claim", claimId)
  if (known !== undefined) return lost(known, state, at)
  if (!waitingRuns(state).some((run) => run.runId === runId)) return notClaimable(state, runId)
  const holder = holderOf(state, runId, at)
  return holder === null
    ? Result.succeed([new AgentRunClaimed({ runId, claimId, claimant: { actor, label }, until })])
    : Result.fail(new RunClaimed({ runId, holder }))
}

const submit = (
  command: SubmitClaim,
  state: ProjectState,
  project: ProjectRow,
  { held, run }: { readonly held: ClaimRow; readonly run: AgentRunRow },
  actor: Actor
): Decision => {
  const { answer, at, claimId, files, findings, model, usage } = command
  const { runId } = run
  if (held.status === "answered" && held.answer === answer && held.files === files) return Result.succeed([])
  if (!isInForce(held, at) || !isUnanswered(run)) return lost(held, state, at)
  if (isFilled(findings)) {
    if (held.refused?.answer === answer) return Result.succeed([])
    const refusals = refusalsOf(state, runId) + 1
    return Result.succeed([
      new AgentRunClaimRefused({ runId, claimId, answer, findings }),
      ...(refusals > project.policy.correctionAttempts
        ? [
            new AgentRunRefused({ runId, findings }),
            ...AgentRunDecider.giveUp(
              state,
              run,
              unusableTitle(run, refusals),
              findings.map((finding) => finding.message).join("\n")
            )
          ]
        : [])
    ])
  }
  return AgentRunDecider.decide(
    new RecordAnswer({
      runId,
      answer,
      model,
      finishReason: "stop",
      usage: usage ?? { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
      recorded: false,
      durationMillis: Math.max(0, millisBetween(held.claimedAt, at)),
      // The claimant pays whoever it asks, and nobody here knows what.
      microUsd: null,
      claim: claimId,
      ...(files === null ? {} : { files }),
      ...(usage === null ? { usageUnknown: true } : {})
    }),
    state,
    actor
  )
}

const isFilled = (
  findings: ReadonlyArray<AnswerFinding>
): findings is readonly [AnswerFinding, ...ReadonlyArray<AnswerFinding>] => findings.length > 0

const withdraw = ({ at, reason, runId }: WithdrawAgentRun, state: ProjectState, actor: Actor): Decision => {
  const run = rowOf(state, "agentRun", runId)
  if (run === undefined || !isUnanswered(run)) return notClaimable(state, runId)
  const holder = holderOf(state, runId, at)
  return holder === null || actor.kind === "person" || isSame(holder.claimant.actor, actor)
    ? Result.succeed([new AgentRunCancelled({ runId, reason })])
    : Result.fail(new RunClaimed({ runId, holder }))
}

const notClaimable = (state: ProjectState, runId: AgentRunRow["runId"]): Decision =>
  Result.fail(new RunNotClaimable({ runId, status: rowOf(state, "agentRun", runId)?.status ?? null }))

const whys = {
  held: "expired",
  lost: "expired",
  answered: "answered",
  released: "released",
  ended: "ended"
} as const

const lost = ({ claimId, runId, status }: ClaimRow, state: ProjectState, at: ClaimAgentRun["at"]): Decision =>
  Result.fail(new ClaimLost({ claimId, why: whys[status], holder: holderOf(state, runId, at) }))

const isSame = (one: Actor, other: Actor): boolean => one.kind === other.kind && one.id === other.id
