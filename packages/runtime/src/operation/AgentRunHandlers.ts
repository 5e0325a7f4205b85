/**
 * Answers the operations on agent runs.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { RetryAgentRun, StopAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { AgentRunNotOpen } from "@layercake/core/agent/AgentRunError"
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  AgentRunOperations,
  type AgentRunReport,
  type AgentTranscript
} from "@layercake/core/operation/AgentRunOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Stream } from "effect"
import * as AnsweredFiles from "../agent/AnsweredFiles.ts"
import * as Instructions from "../agent/Instructions.ts"
import * as RunStream from "../agent/RunStream.ts"
import * as StoredPrompt from "../agent/StoredPrompt.ts"
import { Commands } from "../command/Commands.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import { unreadable } from "./AgentHandlers.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Runs on a page when nothing is said. */
const usual = 100

const runIn = (state: ProjectState, runId: AgentRunId) => {
  const run = rowOf(state, "agentRun", runId)
  return run === undefined ? Effect.fail(new AgentRunNotOpen({ runId, status: null })) : Effect.succeed(run)
}

const report = (state: ProjectState, run: AgentRunRow): AgentRunReport => ({
  run,
  instruction: run.purpose === "instruct" ? (rowOf(state, "instruction", run.step) ?? null) : null,
  claims: rowsOf(state, "claim").filter((claim) => claim.runId === run.runId),
  paths: rowOf(state, "commit", run.runId)?.paths ?? [],
  microUsd: rowOf(state, "cost", run.runId)?.microUsd ?? null
})

/** Newest first; what begins in the same moment comes in order of the ids. */
const newestFirst = (state: ProjectState): ReadonlyArray<AgentRunRow> =>
  rowsOf(state, "agentRun").toSorted((a, b) =>
    a.startedAt === b.startedAt ? (a.runId < b.runId ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1
  )

const transcript = Effect.fnUntraced(
  function* (run: AgentRunRow) {
    const { model = null, prompt, system } = yield* StoredPrompt.read(run)
    const answer = run.answer === null ? null : yield* textOfBlob(run.answer, `the answer of ${run.runId}`)
    const files = run.files === undefined ? [] : yield* AnsweredFiles.read(run.files, run.runId)
    return { run, system, prompt, model, answer, files } satisfies AgentTranscript
  },
  Effect.catchTag("ContentMissing", (cause) => Effect.fail(unreadable(cause)))
)

const order = Effect.fnUntraced(function* (
  project: ProjectId,
  run: AgentRunId,
  command: StopAgentRun | RetryAgentRun
) {
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* runIn((yield* find(project)).state, run)
  const { state } = yield* commands.execute(project, command, { actor })
  return report(state, yield* runIn(state, run))
})

export const layer = AgentRunOperations.toLayer({
  "agents.runs": ({ after, agent, gate, limit = usual, project, status }) =>
    Effect.map(find(project), ({ state }) => {
      const all = newestFirst(state)
      const from = after === undefined ? 0 : all.findIndex(({ runId }) => runId === after) + 1
      const rest = all
        .slice(from)
        .filter(
          (run) =>
            (gate === undefined || run.gate === gate) &&
            (agent === undefined || run.agent === agent) &&
            (status === undefined || run.status === status)
        )
      const runs = rest.slice(0, limit)
      return { runs, next: rest.length > limit ? (runs.at(-1)?.runId ?? null) : null }
    }),
  "agents.run": ({ project, run }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return report(state, yield* runIn(state, run))
    }),
  "agents.transcript": ({ project, run }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return yield* transcript(yield* runIn(state, run))
    }),
  "agents.stream": ({ after, project, run }) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const { state } = yield* find(project)
        return RunStream.of(project, yield* runIn(state, run), after)
      })
    ),
  "agents.execute": ({ project, ...wish }) =>
    Effect.flatMap(Session, ({ actor }) => Instructions.give(project, wish, actor)).pipe(
      Effect.catchTag("ContentMissing", (cause) => Effect.fail(unreadable(cause)))
    ),
  "agents.cancel": ({ project, reason, run }) =>
    order(project, run, new StopAgentRun({ runId: run, reason })),
  "agents.retry": ({ project, run }) =>
    Effect.gen(function* () {
      const retried = yield* order(project, run, new RetryAgentRun({ runId: run }))
      const queue = yield* JobQueue
      // What was given up because of it may be tried again.
      const dead = yield* queue.list({ project, state: "dead" })
      yield* Effect.forEach(dead, (job) => queue.requeue(job.id))
      return retried
    })
})
