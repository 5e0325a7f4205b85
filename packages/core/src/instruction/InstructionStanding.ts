/**
 * Which instructions wait, what their runs are, and what they are as pieces of work. Questions only.
 */
import { AgentRunId } from "../agent/AgentCall.ts"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import { isUnanswered, isUpToDate } from "../claim/ClaimStanding.ts"
import type { RunAgent } from "../pipeline/DueWork.ts"
import type { WorkStep } from "../pipeline/Pipeline.ts"
import { definitionOf } from "../pipeline/GateProgress.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { Instruction } from "./Instruction.ts"

const numberOf = ({ id }: Instruction): number => Number(id.slice(id.indexOf("-") + 1))

/** In the order in which they were given. */
export const instructionsOf = (state: ProjectState): ReadonlyArray<Instruction> =>
  rowsOf(state, "instruction").toSorted((a, b) => numberOf(a) - numberOf(b))

/** The instruction that a run with the purpose `instruct` is about, while it waits. */
export const instructionOf = (
  state: ProjectState,
  { gate, purpose, step }: Pick<AgentRunRow, "gate" | "step" | "purpose">
): Instruction | undefined => {
  const row = purpose === "instruct" ? rowOf(state, "instruction", step) : undefined
  return row?.gate === gate && row.status === "waiting" ? row : undefined
}

/** Its runs, in the order in which they began. */
export const runsFor = (state: ProjectState, { gate, id }: Instruction): ReadonlyArray<AgentRunRow> =>
  rowsOf(state, "agentRun")
    .filter((run) => run.purpose === "instruct" && run.step === id && run.gate === gate)
    // They differ in the number at the end of their ids alone.
    .toSorted((a, b) => a.runId.length - b.runId.length || (a.runId < b.runId ? -1 : 1))

/** Following it as a step: what the step that is done again produces, and nothing in particular otherwise. */
export const stepFor = (state: ProjectState, instruction: Instruction): WorkStep => {
  const project = projectOf(state)
  const again =
    project && definitionOf(project, instruction.gate)?.work.find(({ id }) => id === instruction.step)
  return {
    id: instruction.id,
    agent: instruction.agent,
    title: again === undefined ? "Follow an instruction" : `${again.title}, again`,
    when: "always",
    produces: again?.produces ?? []
  }
}

/**
 * The first instruction that waits at the gate, as due work: none while its run waits for a claim. Undefined when there
 * is none, or when something else is at the files, which comes to its end first.
 */
export const instructionDue = (state: ProjectState, gate: string): ReadonlyArray<RunAgent> | undefined => {
  const next = instructionsOf(state).find((row) => row.gate === gate && row.status === "waiting")
  if (next === undefined || isOccupied(state, gate)) return undefined
  const runs = runsFor(state, next)
  const last = runs.at(-1)
  if (last !== undefined && isUnanswered(last) && isUpToDate(state, last)) return []
  const isBusy = last?.status === "started" || last?.status === "answered"
  const attempt = isBusy ? last.attempt : runs.length + 1
  const runId = isBusy ? last.runId : AgentRunId.make(`${next.gate}.${next.id}.${attempt}`)
  return [{ _tag: "RunAgent", gate: next.gate, step: next.id, runId, purpose: "instruct", attempt }]
}

/** An agent is called for another work of the gate, or the files are being built. */
const isOccupied = (state: ProjectState, gate: string): boolean =>
  rowsOf(state, "agentRun").some(
    (run) =>
      run.gate === gate &&
      run.purpose !== "instruct" &&
      (run.status === "answered" || (run.status === "started" && run.claimable === undefined))
  ) ||
  rowsOf(state, "build").some(
    (build) => build.outcome === null && build.gate === gate && build.tree === projectOf(state)?.tree
  )
