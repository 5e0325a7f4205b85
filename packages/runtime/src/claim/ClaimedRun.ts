/**
 * What a worker does about a run that nobody is called for: it leaves it to wait, begins it anew when what it was told is
 * out of date, and shows its answer to whoever watches the executor.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { CancelAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { isUnanswered, isUpToDate } from "@layercake/core/claim/ClaimStanding"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as AnsweredFiles from "../agent/AnsweredFiles.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as StoredPrompt from "../agent/StoredPrompt.ts"

/** To be spread into the command that begins a run. */
export const claimableIn = (state: ProjectState) =>
  Effect.map(AgentExecutor, ({ byClaim }) =>
    byClaim === true ? { claimable: { tree: projectOf(state)?.tree ?? null } } : {}
  )

/** True when there is nothing to call for: the run waits, or it was cancelled and its work is due under another id. */
export const rests = Effect.fnUntraced(function* (
  { tell }: Work<RunAgent>,
  state: ProjectState,
  { runId }: AgentRunRow
) {
  const run = rowOf(state, "agentRun", runId)
  if (run?.status !== "started") return false
  const { byClaim } = yield* AgentExecutor
  if (isUnanswered(run)) {
    if (!isUpToDate(state, run))
      yield* tell(new CancelAgentRun({ runId, reason: "the tree is another than the one it was told of" }))
    return true
  }
  if (byClaim !== true) return false
  yield* tell(new CancelAgentRun({ runId, reason: "answers come by claim now" }))
  return true
})

/** Shows the answer of a claim to an executor that is wrapped by one who records. */
export const observed = Effect.fnUntraced(function* (work: Work<RunAgent>, run: AgentRunRow) {
  const { observe } = yield* AgentExecutor
  if (observe === undefined || run.claimable === undefined || run.answer === null) return
  const { agent, attempt, gate, idempotencyKey, purpose, runId, step } = run
  const { prompt, system } = yield* StoredPrompt.read(run)
  const text = yield* textOfBlob(run.answer, `the answer of ${runId}`)
  const files = run.files === undefined ? {} : { files: yield* AnsweredFiles.read(run.files, runId) }
  yield* observe(
    {
      call: { project: work.project, runId, gate, step, agent, purpose, attempt, idempotencyKey },
      system,
      prompt
    },
    {
      text,
      model: run.model ?? "unknown",
      finishReason: run.finishReason ?? "stop",
      usage: run.usage ?? { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
      recorded: false,
      ...files
    }
  )
}, Effect.mapError(fromError))
