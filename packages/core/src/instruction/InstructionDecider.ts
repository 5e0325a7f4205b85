/**
 * Turns a command about an instruction into facts, and what came of an instruction's run. Pure.
 */
import { Result } from "effect"
import { StepUnknown } from "../agent/AgentError.ts"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { Decide } from "../command/Decide.ts"
import { GateNotReady, GateUnknown } from "../gate/GateError.ts"
import { definitionOf } from "../pipeline/GateProgress.ts"
import { ProjectNotActive, ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { taskIdOf } from "../task/Task.ts"
import { InstructionId } from "./Instruction.ts"
import type { InstructionCommand } from "./InstructionCommand.ts"
import { InstructionEmpty } from "./InstructionError.ts"
import { InstructionEnded, InstructionGiven } from "./InstructionEvent.ts"
import { instructionOf, runsFor } from "./InstructionStanding.ts"

export const decide: Decide<InstructionCommand> = ({ agent, gate, step, text }, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (project.status !== "active") return Result.fail(new ProjectNotActive({ status: project.status }))
  const row = rowOf(state, "gate", gate)
  const definition = definitionOf(project, gate)
  if (row === undefined || definition === undefined)
    return Result.fail(new GateUnknown({ gate, known: project.pipeline.gates.map(({ id }) => id) }))
  if (row.status !== "open" && row.status !== "reopened")
    return Result.fail(new GateNotReady({ gate, status: row.status, wanted: "worked at" }))
  const work = definition.work.find(({ id }) => id === step)
  if (step !== null && work === undefined)
    return Result.fail(new StepUnknown({ gate, step, known: definition.work.map(({ id }) => id) }))
  const isDone = step !== null && rowOf(state, "task", taskIdOf(gate, step))?.status === "done"
  if (text.trim() === "" && !isDone) return Result.fail(new InstructionEmpty({ gate, step }))
  return Result.succeed([
    new InstructionGiven({ id: nextInstruction(state), gate, step, agent: work?.agent ?? agent, text })
  ])
}

export const nextInstruction = (state: ProjectState): InstructionId =>
  InstructionId.make(`instruction-${rowsOf(state, "instruction").length + 1}`)

/** Nothing when it has ended already. */
export const instructionEnded = (
  state: ProjectState,
  run: AgentRunRow,
  outcome: InstructionEnded["outcome"],
  reason: string
): ReadonlyArray<InstructionEnded> => {
  const row = instructionOf(state, run)
  return row === undefined ? [] : [new InstructionEnded({ id: row.id, outcome, reason })]
}

/** Answers to the instruction that were refused so far. */
export const instructionRefusals = (state: ProjectState, run: AgentRunRow): number => {
  const row = instructionOf(state, run)
  return row === undefined ? 0 : runsFor(state, row).filter(({ status }) => status === "refused").length
}
