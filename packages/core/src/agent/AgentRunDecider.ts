/**
 * Turns a command about an agent run into facts. Pure. A good answer becomes tree, documents and register entries in
 * one decision; a bad one is sent back until the policy's limit, then a person is asked.
 */
import { Result } from "effect"
import type { Decide, Decision } from "../command/Decide.ts"
import { CostRecorded } from "../cost/CostEvent.ts"
import { overrun, reserveMore } from "../cost/Reservation.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import { raise } from "../register/RegisterDecider.ts"
import { TaskCompleted, TaskFailed } from "../task/TaskEvent.ts"
import { detected, heldOnce } from "../tamper/TamperDecider.ts"
import { changeTree } from "../tree/TreeDecider.ts"
import type { AgentRunRow } from "./AgentRunBoard.ts"
import type { AgentRunCommand, RecordAnswer } from "./AgentRunCommand.ts"
import { start } from "./AgentRunBeginning.ts"
import { retry, stop, unaskedTitle, unusableTitle } from "./AgentRunStopping.ts"
import { instructionEnded, instructionRefusals } from "../instruction/InstructionDecider.ts"
import { AgentRunNotOpen } from "./AgentRunError.ts"
import {
  AgentRunAnswered,
  AgentRunCancelled,
  AgentRunCompleted,
  AgentRunFailed,
  AgentRunRefused
} from "./AgentRunEvent.ts"
import { afterStep } from "../memory/Handoff.ts"
import { answered, leftToPerson, refusalsOf } from "../register/QueryReply.ts"
import { registerEntries } from "./RegisterEntries.ts"

export const decide: Decide<AgentRunCommand> = (command, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  const run = rowOf(state, "agentRun", command.runId)
  if (command._tag === "StartAgentRun")
    return run === undefined
      ? start(command, state, project)
      : run.status === "started"
        ? Result.succeed(reserveMore(command, state, project, run))
        : notOpen(command.runId, run.status)
  if (command._tag === "RetryAgentRun") return retry(state, command.runId)
  if (run === undefined) return notOpen(command.runId, null)
  if (run.status !== "started" && run.status !== "answered")
    return run.status === "cancelled" && isOfWorker(command)
      ? Result.succeed(late(command))
      : notOpen(command.runId, run.status)

  switch (command._tag) {
    case "RecordAnswer":
      return run.status === "started" ? Result.succeed(answer(command, state, run)) : Result.succeed([])
    case "RefuseAnswer": {
      const refusals =
        (run.purpose === "instruct"
          ? instructionRefusals(state, run)
          : (rowOf(state, "task", run.taskId)?.refusals ?? refusalsOf(state, run))) + 1
      return Result.succeed([
        new AgentRunRefused({ runId: run.runId, findings: command.findings }),
        ...(refusals > project.policy.correctionAttempts
          ? giveUp(
              state,
              run,
              unusableTitle(run, refusals),
              command.findings.map((finding) => finding.message).join("\n")
            )
          : [])
      ])
    }
    case "CompleteAgentRun":
      if (run.purpose === "answer")
        return Result.succeed([
          ...answered(state, run, command.reply ?? ""),
          new AgentRunCompleted({ runId: run.runId, changed: 0 })
        ])
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
        ...heldOnce([
          ...detected(state, run, command.tree, command.tampered ?? []),
          ...(command.register === null ? [] : registerEntries(state, run.gate, command.register, run.agent))
        ]),
        new AgentRunCompleted({ runId: run.runId, changed: command.written.length + command.removed.length }),
        ...instructionEnded(state, run, "done", run.runId),
        ...(isDone(state, run) || run.purpose === "instruct"
          ? []
          : [
              new TaskCompleted({ taskId: run.taskId }),
              ...afterStep(state, {
                run,
                userInterface: command.register?.project?.userInterface ?? project.userInterface,
                summary: command.register?.handoff ?? command.closing ?? "",
                documents: command.written.map((file) => file.path)
              })
            ])
      ])
    case "FailAgentRun":
      return Result.succeed([
        new AgentRunFailed({ runId: run.runId, reason: command.reason, detail: command.detail }),
        ...giveUp(state, run, unaskedTitle(run, command.reason), command.detail)
      ])
    case "CancelAgentRun":
      return Result.succeed([new AgentRunCancelled({ runId: run.runId, reason: command.reason })])
    case "StopAgentRun":
      return Result.succeed(stop(state, run, command.reason))
  }
}

/** What a worker says of a run that was ended meanwhile without its knowing. */
const isOfWorker = ({ _tag }: AgentRunCommand): boolean =>
  _tag === "RecordAnswer" || _tag === "RefuseAnswer" || _tag === "CompleteAgentRun" || _tag === "FailAgentRun"

/** Nobody waits for this answer any more; what it cost counts all the same. */
const late = (command: AgentRunCommand): ReadonlyArray<FactoryEvent> =>
  command._tag === "RecordAnswer"
    ? [
        new CostRecorded({
          runId: command.runId,
          model: command.model,
          usage: command.usage,
          microUsd: command.microUsd
        })
      ]
    : []

const notOpen = (runId: AgentRunRow["runId"], status: string | null): Decision =>
  Result.fail(new AgentRunNotOpen({ runId, status }))

const answer = (
  command: RecordAnswer,
  state: ProjectState,
  run: AgentRunRow
): ReadonlyArray<FactoryEvent> => {
  const { answer, durationMillis, files, finishReason, microUsd, model, recorded, usage } = command
  return [
    new AgentRunAnswered({
      runId: run.runId,
      answer,
      ...(files === undefined ? {} : { files }),
      model,
      finishReason,
      usage,
      recorded,
      durationMillis,
      ...(command.claim === undefined ? {} : { claim: command.claim }),
      ...(command.usageUnknown === undefined ? {} : { usageUnknown: command.usageUnknown })
    }),
    new CostRecorded({ runId: run.runId, model, usage, microUsd }),
    ...overrun(state, run, microUsd ?? 0)
  ]
}

export const giveUp = (
  state: ProjectState,
  run: AgentRunRow,
  title: string,
  detail: string
): ReadonlyArray<FactoryEvent> =>
  run.purpose === "answer"
    ? leftToPerson(state, run, `${title}: ${detail}`)
    : run.purpose === "instruct"
      ? instructionEnded(state, run, "given-up", `${title}: ${detail}`)
      : [
          ...(isDone(state, run) ? [] : [new TaskFailed({ taskId: run.taskId, reason: title })]),
          ...raise(state, { kind: "escalation", gate: run.gate, title, detail })
        ]

/** The task was done before, so this run repairs what came of it. */
const isDone = (state: ProjectState, run: AgentRunRow): boolean =>
  rowOf(state, "task", run.taskId)?.status === "done"

const titleOf = (state: ProjectState, run: AgentRunRow): string =>
  isDone(state, run) ? "repair" : (rowOf(state, "task", run.taskId)?.title.toLowerCase() ?? run.step)
