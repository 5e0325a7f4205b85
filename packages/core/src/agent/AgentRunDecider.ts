/**
 * Turns a command about an agent run into facts. Pure. A good answer becomes tree, documents and register entries in
 * one decision; a bad one is sent back until the policy's limit, then a person is asked.
 */
import { Result } from "effect"
import type { Decide, Decision } from "../command/Decide.ts"
import { BudgetExhausted, CostRecorded } from "../cost/CostEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { HealStarted } from "../heal/HealEvent.ts"
import { currentProof, definitionOf, spentMicroUsd } from "../pipeline/GateProgress.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { isMendable } from "../proof/Proof.ts"
import { raise } from "../register/RegisterDecider.ts"
import { taskIdOf } from "../task/Task.ts"
import { TaskCompleted, TaskCreated, TaskFailed, TaskStarted } from "../task/TaskEvent.ts"
import { changeTree } from "../tree/TreeDecider.ts"
import type { AgentRunRow } from "./AgentRunBoard.ts"
import type { AgentRunCommand, RecordAnswer, StartAgentRun } from "./AgentRunCommand.ts"
import { AgentRunNotOpen } from "./AgentRunError.ts"
import {
  AgentRunAnswered,
  AgentRunCancelled,
  AgentRunCompleted,
  AgentRunFailed,
  AgentRunRefused,
  AgentRunStarted
} from "./AgentRunEvent.ts"
import { registerEntries } from "./RegisterEntries.ts"

export const decide: Decide<AgentRunCommand> = (command, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  const run = rowOf(state, "agentRun", command.runId)
  if (command._tag === "StartAgentRun")
    return run === undefined
      ? start(command, state, project)
      : run.status === "started"
        ? Result.succeed([])
        : notOpen(command.runId, run.status)
  if (run === undefined) return notOpen(command.runId, null)
  if (run.status !== "started" && run.status !== "answered") return notOpen(command.runId, run.status)

  switch (command._tag) {
    case "RecordAnswer":
      return run.status === "started"
        ? Result.succeed(answer(command, state, project, run))
        : Result.succeed([])
    case "RefuseAnswer": {
      const refusals = (rowOf(state, "task", run.taskId)?.refusals ?? 0) + 1
      return Result.succeed([
        new AgentRunRefused({ runId: run.runId, findings: command.findings }),
        ...(refusals > project.policy.correctionAttempts
          ? giveUp(
              state,
              run,
              `${run.agent} sent ${refusals} answers that cannot be used`,
              command.findings.map((finding) => finding.message).join("\n")
            )
          : [])
      ])
    }
    case "CompleteAgentRun":
      // Another run was first, so the digest is of no tree there is. The answer waits and is applied to the new one.
      if (command.before !== project.tree) return Result.succeed([])
      return Result.succeed([
        ...changeTree(state, {
          cause: run.runId,
          author: run.agent,
          subject: `${run.gate} ${run.agent}: ${titleOf(state, run)}`,
          gate: run.gate,
          written: command.written,
          removed: command.removed,
          tree: command.tree
        }),
        ...(command.register === null ? [] : registerEntries(state, run.gate, command.register)),
        new AgentRunCompleted({ runId: run.runId, changed: command.written.length + command.removed.length }),
        ...(isDone(state, run) ? [] : [new TaskCompleted({ taskId: run.taskId })])
      ])
    case "FailAgentRun":
      return Result.succeed([
        new AgentRunFailed({ runId: run.runId, reason: command.reason, detail: command.detail }),
        ...giveUp(state, run, `${run.agent} could not be asked (${command.reason})`, command.detail)
      ])
    case "CancelAgentRun":
      return Result.succeed([new AgentRunCancelled({ runId: run.runId, reason: command.reason })])
  }
}

const notOpen = (runId: AgentRunRow["runId"], status: string | null): Decision =>
  Result.fail(new AgentRunNotOpen({ runId, status }))

const start = (command: StartAgentRun, state: ProjectState, project: ProjectRow): Decision => {
  const taskId = taskIdOf(command.gate, command.step)
  const task = rowOf(state, "task", taskId)
  const definition = definitionOf(project, command.gate)
  const work = definition?.work.find((step) => step.id === command.step)
  const agent = task?.agent ?? work?.agent
  if (agent === undefined || (task === undefined && !isOpen(state, command.gate)))
    return notOpen(command.runId, null)
  const { attempt, executor, gate, idempotencyKey, prompt, purpose, runId, step, templateVersion } = command
  const failed =
    purpose === "heal"
      ? definition?.proofs
          .map((requirement) => currentProof(state, requirement))
          .find((proof) => proof !== undefined && isMendable(proof))
      : undefined
  return Result.succeed([
    // A step may take part only since the gate was opened: the project turned out to have a user interface.
    ...(task === undefined && work !== undefined
      ? [new TaskCreated({ taskId, gate, step, agent: work.agent, title: work.title })]
      : []),
    ...(task === undefined || task.status === "todo" ? [new TaskStarted({ taskId })] : []),
    ...(failed === undefined
      ? []
      : [new HealStarted({ runId, gate, step, kind: failed.kind, proofId: failed.proofId, attempt })]),
    new AgentRunStarted({
      runId,
      gate,
      step,
      taskId,
      agent,
      templateVersion,
      purpose,
      attempt,
      executor,
      prompt,
      idempotencyKey
    })
  ])
}

const answer = (
  command: RecordAnswer,
  state: ProjectState,
  project: ProjectRow,
  run: AgentRunRow
): ReadonlyArray<FactoryEvent> => {
  const { answer, durationMillis, finishReason, microUsd, model, recorded, usage } = command
  const limit = project.policy.budgetMicroUsd
  const spent = spentMicroUsd(state) + (microUsd ?? 0)
  return [
    new AgentRunAnswered({ runId: run.runId, answer, model, finishReason, usage, recorded, durationMillis }),
    new CostRecorded({ runId: run.runId, model, usage, microUsd }),
    ...(limit !== null && spent >= limit && spentMicroUsd(state) < limit
      ? [
          new BudgetExhausted({ limitMicroUsd: limit, spentMicroUsd: spent }),
          ...raise(state, {
            kind: "escalation",
            gate: run.gate,
            title: "The budget is used up",
            detail:
              "Raise it in the project's policy and resolve this escalation; the work goes on where it stopped."
          })
        ]
      : [])
  ]
}

const giveUp = (
  state: ProjectState,
  run: AgentRunRow,
  title: string,
  detail: string
): ReadonlyArray<FactoryEvent> => [
  ...(isDone(state, run) ? [] : [new TaskFailed({ taskId: run.taskId, reason: title })]),
  ...raise(state, { kind: "escalation", gate: run.gate, title, detail })
]

const isOpen = (state: ProjectState, gate: string): boolean => {
  const status = rowOf(state, "gate", gate)?.status
  return status === "open" || status === "reopened"
}

/** The task was done before, so this run repairs what came of it. */
const isDone = (state: ProjectState, run: AgentRunRow): boolean =>
  rowOf(state, "task", run.taskId)?.status === "done"

const titleOf = (state: ProjectState, run: AgentRunRow): string =>
  isDone(state, run) ? "repair" : (rowOf(state, "task", run.taskId)?.title.toLowerCase() ?? run.step)
