/**
 * A project at a gate where agents work and repair, for tests of its money.
 */
import { AgentRunId, type AgentPurpose } from "@layercake/core/agent/AgentCall"
import {
  CancelAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  StartAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import type { CallEstimate } from "@layercake/core/cost/CallEstimate"
import { AllowCall } from "@layercake/core/cost/CostCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { after, blob, gateId, type policy, proving } from "../project/GivenProject.ts"
import { underPolicy, unproven } from "../pipeline/GateStanding.ts"

/**
 * C is open, its only step is done, and what it made does not pass: a repair is due. The first run of B and that of C have
 * cost 10 each.
 */
export const broken = (change: Partial<typeof policy> = {}): ProjectState => {
  const state = unproven("C")
  return underPolicy(after(state, proving(state, "C", "specifications", "failed")), change)
}

export const estimated = (microUsd: number | null, rest: Partial<CallEstimate> = {}): CallEstimate => ({
  model: "acme/one",
  microUsd,
  inputTokens: 10,
  outputTokens: 5,
  ...rest
})

export const starting = (
  run: string,
  estimate: CallEstimate | undefined,
  rest: {
    readonly purpose?: AgentPurpose
    readonly at?: StartAgentRun["at"]
    readonly executor?: string
    readonly step?: string
  } = {}
): StartAgentRun =>
  new StartAgentRun({
    runId: AgentRunId.make(run),
    gate: gateId("C"),
    step: rest.step ?? "specs",
    purpose: rest.purpose ?? "heal",
    attempt: 1,
    templateVersion: 1,
    executor: rest.executor ?? "acme/one",
    prompt: blob("prompt"),
    idempotencyKey: `key of ${run}`,
    ...(estimate === undefined ? {} : { estimate }),
    ...(rest.at === undefined ? {} : { at: rest.at })
  })

export const answering = (run: string, microUsd: number | null): RecordAnswer =>
  new RecordAnswer({
    runId: AgentRunId.make(run),
    answer: blob(`answer of ${run}`),
    model: "acme/one-20260101",
    finishReason: "stop",
    usage: { inputTokens: 8, outputTokens: 4, cachedInputTokens: 2 },
    recorded: false,
    durationMillis: 1,
    microUsd
  })

export const failing = (id: string) =>
  new FailAgentRun({ runId: AgentRunId.make(id), reason: "quota", detail: "used up" })
export const cancelling = (id: string) => new CancelAgentRun({ runId: AgentRunId.make(id), reason: "enough" })
export const refusing = (id: string) =>
  new RefuseAnswer({
    runId: AgentRunId.make(id),
    findings: [{ code: "no-file", message: "There is no file in it." }]
  })
export const resolving = (id: string) => new ResolveHold({ id: EntryId.make(id), resolution: "go on" })
export const allowing = (id: string) => new AllowCall({ id: EntryId.make(id), resolution: "this once" })

export const openHold = (state: ProjectState) => rowsOf(state, "hold").find((hold) => hold.open)
export const dueWork = (state: ProjectState) => Planner.due(state).map(Planner.nameOf)
/** What is said when one ceiling has no room. */
export const stop = ["BudgetExhausted", "EscalationRaised", "GateBlocked"]
