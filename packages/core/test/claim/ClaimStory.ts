/**
 * A run that waits for a claim, two claimants, and a clock: what tests of claims begin with.
 */
import { agent, automation } from "@layercake/core/actor/Actor"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { ClaimId } from "@layercake/core/claim/Claim"
import {
  ClaimAgentRun,
  ReleaseClaim,
  RenewClaim,
  SubmitClaim,
  WithdrawAgentRun
} from "@layercake/core/claim/ClaimCommand"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { standing } from "../pipeline/GateStanding.ts"
import { after, blob, gateId, hex } from "../project/GivenProject.ts"

export const claude = agent("claude")
export const script = automation("script")
export const runId = AgentRunId.make("C.specs.1")

/** Minutes after the claims begin. */
export const minute = (count: number) =>
  Timestamp.make(
    `2026-12-01T${String(10 + Math.floor(count / 60)).padStart(2, "0")}:${String(count % 60).padStart(2, "0")}:00.000Z`
  )

export const claimId = (name: string) => ClaimId.make(`rooms/${hex(name).slice(0, 16)}`)

export const open = () => after(standing("C"), new OpenGate({ gate: gateId("C") }))

/** The run has begun and nobody is called for it. */
export const waiting = (state: ProjectState = open(), id = runId): ProjectState =>
  after(
    state,
    new StartAgentRun({
      runId: id,
      gate: gateId("C"),
      step: "specs",
      purpose: "work",
      attempt: 1,
      templateVersion: 1,
      executor: "claim",
      prompt: blob("prompt"),
      idempotencyKey: "key",
      claimable: { tree: projectOf(state)?.tree ?? null }
    })
  )

export const claim = (name: string, at = 0, until = at + 30, run = runId) =>
  new ClaimAgentRun({
    runId: run,
    claimId: claimId(name),
    label: name,
    at: minute(at),
    until: minute(until)
  })

export const renew = (name: string, at: number, until: number) =>
  new RenewClaim({ claimId: claimId(name), at: minute(at), until: minute(until) })

export const release = (name: string, at = 1) =>
  new ReleaseClaim({ claimId: claimId(name), at: minute(at), reason: "no time" })

export const withdraw = (at = 1) => new WithdrawAgentRun({ runId, at: minute(at), reason: "a model does it" })

export const finding = { code: "no-files", message: "There is no file in it." }

export const submit = (
  name: string,
  at = 1,
  rest: Partial<Pick<SubmitClaim, "findings" | "usage" | "answer" | "files">> = {}
) =>
  new SubmitClaim({
    claimId: claimId(name),
    at: minute(at),
    answer: blob("answer"),
    files: null,
    model: "claude-code",
    usage: null,
    findings: [],
    ...rest
  })
