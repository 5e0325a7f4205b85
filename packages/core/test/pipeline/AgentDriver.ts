/**
 * Does an agent run as the runtime does it: intent, answer, and what becomes of the answer.
 */
import { agent } from "@layercake/core/actor/Actor"
import {
  CancelAgentRun,
  CompleteAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  StartAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import { isUnanswered, isUpToDate } from "@layercake/core/claim/ClaimStanding"
import { isAsked } from "@layercake/core/cost/Ceilings"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { blob, fileOf, treeWith } from "../project/GivenProject.ts"
import type { Choices, Next } from "./HistoryDriver.ts"

/** The next command; undefined when there is none, or when somebody has to claim the run. */
export const runAgent = (state: ProjectState, due: RunAgent, choices: Choices): Next | undefined => {
  const { attempt, gate, purpose, runId, step } = due
  const run = rowOf(state, "agentRun", runId)
  if (run === undefined && isAsked(state, runId)) return undefined
  const estimate = choices.estimate?.(due)
  if (run === undefined)
    return {
      command: new StartAgentRun({
        runId,
        gate,
        step,
        purpose,
        attempt,
        templateVersion: 1,
        executor: "driver",
        prompt: blob(`prompt of ${runId}`),
        idempotencyKey: `key of ${runId}`,
        ...(estimate === undefined ? {} : { estimate }),
        ...(choices.claimable?.(due) === true ? { claimable: { tree: projectOf(state)?.tree ?? null } } : {})
      })
    }
  if (isUnanswered(run))
    return isUpToDate(state, run)
      ? undefined
      : { command: new CancelAgentRun({ runId, reason: "the tree is another" }), last: true }
  const deed = choices.agent(due, state)
  if (run.status === "started")
    return deed._tag === "fails"
      ? { command: new FailAgentRun({ runId, reason: "quota", detail: "no more" }), last: true }
      : {
          command: new RecordAnswer({
            runId,
            answer: blob(`answer of ${runId}`),
            model: "none/driver",
            finishReason: "stop",
            usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 },
            recorded: false,
            durationMillis: 3,
            microUsd: choices.microUsd()
          })
        }
  if (run.status !== "answered") return undefined
  const written =
    deed._tag !== "writes"
      ? []
      : Object.entries(deed.contents).map(([path, content]) => fileOf(path, content))
  if (run.purpose === "answer")
    return {
      command:
        deed._tag === "writes"
          ? new CompleteAgentRun({
              runId,
              written: [],
              removed: [],
              before: projectOf(state)?.tree ?? null,
              tree: treeWith(state, []),
              register: null,
              reply: `answer of ${runId}`
            })
          : new RefuseAnswer({ runId, findings: [{ code: "nonsense", message: "cannot be used" }] }),
      actor: agent(run.agent),
      last: true
    }
  const changed = written.filter((file) => rowOf(state, "file", file.path)?.digest !== file.digest)
  const isRepair = rowOf(state, "task", run.taskId)?.status === "done"
  if (deed._tag !== "writes" || (changed.length === 0 && isRepair))
    return {
      command: new RefuseAnswer({ runId, findings: [{ code: "nonsense", message: "cannot be used" }] }),
      last: true
    }
  return {
    command: new CompleteAgentRun({
      runId,
      written: changed,
      removed: [],
      before: projectOf(state)?.tree ?? null,
      tree: treeWith(state, changed),
      register: deed.register,
      ...(deed.tampered === undefined ? {} : { tampered: deed.tampered })
    }),
    actor: agent(run.agent),
    last: true
  }
}
