/**
 * What follows when somebody ends an agent run, and when somebody wants what was given up with a run done after all.
 * Pure. What ended waits for a person at its gate, or else it would be begun anew at once.
 */
import { Result } from "effect"
import type { Decision } from "../command/Decide.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { InstructionGiven } from "../instruction/InstructionEvent.ts"
import { instructionEnded, nextInstruction } from "../instruction/InstructionDecider.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { leftToPerson } from "../register/QueryReply.ts"
import type { Hold } from "../register/Register.ts"
import { raise, settle } from "../register/RegisterDecider.ts"
import { TaskFailed, TaskReopened } from "../task/TaskEvent.ts"
import type { AgentRunId } from "./AgentCall.ts"
import type { AgentRunRow } from "./AgentRunBoard.ts"
import { AgentRunNotRetryable } from "./AgentRunError.ts"
import { AgentRunCancelled } from "./AgentRunEvent.ts"

/** Titles of what is raised when an agent's work is given up; they are found again by them. */
export const unusableTitle = ({ agent }: Pick<AgentRunRow, "agent">, refusals: number): string =>
  `${agent} sent ${refusals} answers that cannot be used`
export const unaskedTitle = ({ agent }: Pick<AgentRunRow, "agent">, reason: string): string =>
  `${agent} could not be asked (${reason})`
const stoppedTitle = (runId: AgentRunId): string => `The agent run ${runId} was stopped`

/** The run has not ended. */
export const stop = (state: ProjectState, run: AgentRunRow, reason: string): ReadonlyArray<FactoryEvent> => {
  const { gate, runId, taskId } = run
  const title = stoppedTitle(runId)
  const isDone = rowOf(state, "task", taskId)?.status === "done"
  return [
    new AgentRunCancelled({ runId, reason }),
    ...(run.purpose === "answer"
      ? leftToPerson(state, run, title)
      : run.purpose === "instruct"
        ? instructionEnded(state, run, "cancelled", title)
        : [
            ...(isDone ? [] : [new TaskFailed({ taskId, reason: title })]),
            ...raise(state, { kind: "blocker", gate, title, detail: reason })
          ])
  ]
}

export const retry = (state: ProjectState, runId: AgentRunId): Decision => {
  const refuse = (why: AgentRunNotRetryable["why"]): Decision =>
    Result.fail(new AgentRunNotRetryable({ runId, why }))
  const run = rowOf(state, "agentRun", runId)
  if (run === undefined) return refuse("unknown")
  if (run.status === "started" || run.status === "answered") return refuse("open")
  if (run.status === "completed") return refuse("done")
  if (run.purpose === "answer") return refuse("answer")
  if (run.purpose === "instruct") return again(state, run, refuse)

  const task = rowOf(state, "task", run.taskId)
  if (task?.lastRun !== runId) return refuse("later")
  const resolution = `${runId} is tried again`
  const hold = rowsOf(state, "hold").find((hold) => hold.open && isAbout(hold, run))
  if (hold !== undefined) return Result.succeed(settle(state, hold, resolution))
  return task.status === "failed"
    ? Result.succeed([new TaskReopened({ taskId: run.taskId, reason: resolution })])
    : refuse("goesOn")
}

/** An instruction that was given up is given once more. */
const again = (
  state: ProjectState,
  run: AgentRunRow,
  refuse: (why: AgentRunNotRetryable["why"]) => Decision
): Decision => {
  const row = rowOf(state, "instruction", run.step)
  if (row === undefined || row.status === "waiting") return refuse("goesOn")
  if (row.status === "done") return refuse("done")
  const gate = rowOf(state, "gate", row.gate)?.status
  if (gate !== "open" && gate !== "reopened") return refuse("later")
  const { agent, step, text } = row
  return Result.succeed([
    new InstructionGiven({ id: nextInstruction(state), gate: row.gate, step, agent, text })
  ])
}

const isAbout = (hold: Hold, run: AgentRunRow): boolean => {
  if (hold.gate !== run.gate) return false
  if (hold.title === stoppedTitle(run.runId)) return true
  if (hold.kind !== "escalation") return false
  const reason = run.detail?.slice(0, run.detail.indexOf(": ")) ?? ""
  return run.status === "failed"
    ? hold.title === unaskedTitle(run, reason)
    : run.status === "refused" &&
        /^\d+ answers that cannot be used$/.test(hold.title.slice(`${run.agent} sent `.length)) &&
        hold.title.startsWith(`${run.agent} sent `)
}
