/**
 * Which agent runs wait for a claim, and who holds them at a given moment. Questions only; nothing here decides.
 */
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { Timestamp } from "../event/Timestamp.ts"
import { currentGate } from "../pipeline/GateProgress.ts"
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import { claimantText } from "./Claim.ts"
import type { ClaimRow } from "./ClaimBoard.ts"
import type { ClaimHolder } from "./ClaimError.ts"

/** Nobody is called for the run, and it is not answered. */
export const isUnanswered = (run: AgentRunRow): boolean =>
  run.status === "started" && run.claimable !== undefined

/** What it was told is of the tree as it is now; otherwise it is begun anew. */
export const isUpToDate = (state: ProjectState, run: AgentRunRow): boolean =>
  run.claimable === undefined || run.claimable.tree === (projectOf(state)?.tree ?? null)

/** The runs that may be claimed now, in order of their ids: those of the open gate of an active project. */
export const waitingRuns = (state: ProjectState): ReadonlyArray<AgentRunRow> => {
  const gate = currentGate(state)
  const isOpen = gate?.status === "open" || gate?.status === "reopened"
  return projectOf(state)?.status === "active" && gate !== undefined
    ? rowsOf(state, "agentRun").filter(
        (run) =>
          run.gate === gate.gate &&
          // A question to an agent may itself be what holds the gate.
          (isOpen || run.purpose === "answer") &&
          isUnanswered(run) &&
          isUpToDate(state, run)
      )
    : []
}

/** The claim on the run whether or not its lease has ended; undefined when there is none. */
export const claimOn = (state: ProjectState, run: AgentRunRow["runId"]): ClaimRow | undefined =>
  rowsOf(state, "claim").find((claim) => claim.runId === run && claim.status === "held")

/** Whether the claim is in force: its lease ends at `until`, and not after. */
export const isInForce = (claim: ClaimRow, at: Timestamp): boolean =>
  claim.status === "held" && at < claim.until

/** Null when nobody holds the run. */
export const holderOf = (
  state: ProjectState,
  run: AgentRunRow["runId"],
  at: Timestamp
): ClaimHolder | null => {
  const claim = claimOn(state, run)
  return claim !== undefined && isInForce(claim, at)
    ? { claimId: claim.claimId, claimant: claim.claimant, until: claim.until }
    : null
}

/** Answers to the run that could not be used, under whichever claim. */
export const refusalsOf = (state: ProjectState, run: AgentRunRow["runId"]): number =>
  rowsOf(state, "claim")
    .filter((claim) => claim.runId === run)
    .reduce((sum, claim) => sum + claim.refusals, 0)

/** For people: what waits, and who has it. Knows no clock, so a lease is named with its end. */
export const waitText = (state: ProjectState, { gate, runId, step }: AgentRunRow): string => {
  const claim = claimOn(state, runId)
  return claim === undefined
    ? `waits for a claim: ${gate} ${step} (${runId})`
    : `claimed by ${claimantText(claim.claimant)} until ${claim.until}: ${gate} ${step} (${runId})`
}
