/**
 * Turns the beginning of an agent run into facts: whose it is, what is held back for it, and what it is to repair. Pure.
 */
import { Result } from "effect"
import type { Decision } from "../command/Decide.ts"
import { reserve } from "../cost/Reservation.ts"
import { HealStarted } from "../heal/HealEvent.ts"
import { instructionOf } from "../instruction/InstructionStanding.ts"
import { toRepair } from "../memory/Handoff.ts"
import { currentProof, definitionOf } from "../pipeline/GateProgress.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import { isMendable } from "../proof/Proof.ts"
import { queryOf } from "../register/QueryRouting.ts"
import { taskIdOf } from "../task/Task.ts"
import { TaskCreated, TaskStarted } from "../task/TaskEvent.ts"
import type { StartAgentRun } from "./AgentRunCommand.ts"
import { AgentRunNotOpen } from "./AgentRunError.ts"
import { AgentRunStarted } from "./AgentRunEvent.ts"

/** There is no such run yet. */
export const start = (command: StartAgentRun, state: ProjectState, project: ProjectRow): Decision => {
  const taskId = taskIdOf(command.gate, command.step)
  const task = rowOf(state, "task", taskId)
  const definition = definitionOf(project, command.gate)
  const work = definition?.work.find((step) => step.id === command.step)
  const query = queryOf(state, command)
  const instruction = instructionOf(state, command)
  const agent = query?.to ?? instruction?.agent ?? task?.agent ?? work?.agent
  if (agent === undefined || (query === undefined && task === undefined && !isOpen(state, command.gate)))
    return Result.fail(new AgentRunNotOpen({ runId: command.runId, status: null }))
  const { attempt, executor, gate, idempotencyKey, prompt, purpose, runId, step, templateVersion } = command
  const failed =
    purpose === "heal"
      ? definition?.proofs
          .map((requirement) => currentProof(state, requirement))
          .find((proof) => proof !== undefined && isMendable(proof))
      : undefined
  const money = reserve(command, state, project, failed?.kind)
  if (!money.granted) return Result.succeed(money.events)
  return Result.succeed([
    // A step may take part only since the gate was opened: the project turned out to have a user interface.
    ...(task === undefined && work !== undefined
      ? [new TaskCreated({ taskId, gate, step, agent: work.agent, title: work.title })]
      : []),
    ...(query === undefined && instruction === undefined && (task === undefined || task.status === "todo")
      ? [new TaskStarted({ taskId })]
      : []),
    ...(failed === undefined
      ? []
      : [
          new HealStarted({ runId, gate, step, kind: failed.kind, proofId: failed.proofId, attempt }),
          ...toRepair(state, { runId, agent, gate, step }, failed)
        ]),
    new AgentRunStarted({
      runId,
      gate,
      step,
      taskId,
      agent,
      templateVersion,
      ...(command.templateDigest === undefined ? {} : { templateDigest: command.templateDigest }),
      purpose,
      attempt,
      executor,
      prompt,
      idempotencyKey,
      ...(command.claimable === undefined ? {} : { claimable: command.claimable })
    }),
    ...money.events
  ])
}

const isOpen = (state: ProjectState, gate: string): boolean => {
  const status = rowOf(state, "gate", gate)?.status
  return status === "open" || status === "reopened"
}
