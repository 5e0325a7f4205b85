/**
 * Does one agent run: intent, call, receipt, then the answer becomes tree or goes back. Taken up again after a crash
 * it goes on where the log says it stopped; an answer that is in the log is never asked for again.
 */
import { agent } from "@layercake/core/actor/Actor"
import {
  CompleteAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  StartAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import { AgentExecutor, type AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Clock, Effect, Option, Result, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import * as ContentDigest from "../tree/ContentDigest.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import type { Work } from "../worker/Work.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"
import { AgentTemplates } from "./AgentTemplates.ts"
import * as AnswerReader from "./AnswerReader.ts"
import { costOf } from "./ModelPrices.ts"
import * as Prompt from "./Prompt.ts"

const StoredPrompt = Schema.fromJsonString(Schema.Struct({ system: Schema.String, prompt: Schema.String }))
const encodePrompt = Schema.encodeEffect(StoredPrompt)
const decodePrompt = Schema.decodeEffect(StoredPrompt)

export const run = Effect.fn("AgentWork.run")(function* (work: Work<RunAgent>) {
  const { due, state } = work
  const project = projectOf(state)
  const step = project && definitionOf(project, due.gate)?.work.find((step) => step.id === due.step)
  if (step === undefined) return
  const templates = yield* AgentTemplates
  const template = templates.find(step.agent)
  if (Option.isNone(template))
    return yield* new WorkFailed({
      detail: `There is no template for the agent ${step.agent}. Add .layercake/agents/${step.agent}.md.`,
      isRetryable: false
    })

  const started = yield* begin(work, template.value)
  const before = rowOf(started, "agentRun", due.runId)
  if (before === undefined) return
  const answered = before.status === "started" ? yield* call(work, before) : started
  const run = rowOf(answered, "agentRun", due.runId)
  if (run?.status === "answered") yield* apply(work, answered, run, step)
})

/** Intent. Does nothing when the run was begun before. */
const begin = Effect.fnUntraced(function* ({ due, state, tell }: Work<RunAgent>, template: AgentTemplate) {
  if (rowOf(state, "agentRun", due.runId) !== undefined) return state
  const blobs = yield* BlobStore
  const executor = yield* AgentExecutor
  const random = yield* SecureRandom.SecureRandom
  const prompt = yield* Prompt.build(state, due, template).pipe(Effect.mapError(fromError))
  const digest = yield* encodePrompt(prompt).pipe(
    Effect.orDie,
    Effect.flatMap((text) => blobs.put(bytesOf(text))),
    Effect.mapError(fromError)
  )
  const { attempt, gate, purpose, runId, step } = due
  const outcome = yield* tell(
    new StartAgentRun({
      runId,
      gate,
      step,
      purpose,
      attempt,
      templateVersion: template.version,
      executor: executor.name,
      prompt: digest,
      idempotencyKey: yield* random.uuidV7()
    })
  )
  return outcome.state
})

/** The call and its receipt. */
const call = Effect.fnUntraced(function* (work: Work<RunAgent>, run: AgentRunRow) {
  const blobs = yield* BlobStore
  const executor = yield* AgentExecutor
  const { prompt, system } = yield* textOfBlob(run.prompt, `the prompt of ${run.runId}`).pipe(
    Effect.mapError(fromError),
    Effect.flatMap((text) => Effect.orDie(decodePrompt(text)))
  )
  const startedAt = yield* Clock.currentTimeMillis
  const { agent, attempt, gate, idempotencyKey, purpose, runId, step } = run
  const answer = yield* executor
    .execute({
      call: { project: work.project, runId, gate, step, agent, purpose, attempt, idempotencyKey },
      system,
      prompt
    })
    .pipe(Effect.catch((error) => giveBack(work, error)))
  if (answer === undefined) return work.state
  const durationMillis = (yield* Clock.currentTimeMillis) - startedAt
  const digest = yield* blobs.put(bytesOf(answer.text)).pipe(Effect.mapError(fromError))
  const { finishReason, model, recorded, usage } = answer
  const outcome = yield* work.tell(
    new RecordAnswer({
      runId,
      answer: digest,
      model,
      finishReason,
      usage,
      recorded,
      durationMillis,
      microUsd: costOf(answer)
    })
  )
  return outcome.state
})

/** Tried again where that may help; otherwise a person is asked. */
const giveBack = Effect.fnUntraced(function* (
  { due, isLastAttempt, tell }: Work<RunAgent>,
  error: AgentExecutorError
) {
  if (error.isRetryable && !isLastAttempt)
    return yield* new WorkFailed({
      detail: error.message,
      isRetryable: true,
      ...(error.retryAfterMillis === undefined ? {} : { retryAfterMillis: error.retryAfterMillis })
    })
  yield* tell(new FailAgentRun({ runId: due.runId, reason: error.reason, detail: error.detail }))
  return undefined
})

/** From the answer that the log holds to the tree, or back to the agent. */
const apply = Effect.fnUntraced(function* (
  work: Work<RunAgent>,
  state: ProjectState,
  run: AgentRunRow,
  step: WorkStep
) {
  if (run.answer === null) return
  const blobs = yield* BlobStore
  const text = yield* textOfBlob(run.answer, `the answer of ${run.runId}`).pipe(Effect.mapError(fromError))
  const usable = AnswerReader.read({ text, finishReason: run.finishReason ?? "other" }, step, state)
  if (Result.isFailure(usable))
    return yield* work.tell(new RefuseAnswer({ runId: run.runId, findings: usable.failure }))

  const written: ReadonlyArray<TreeFile> = yield* Effect.forEach(usable.success.files, (file) => {
    const bytes = bytesOf(file.content)
    return Effect.map(blobs.put(bytes), (digest) => ({ path: file.path, digest, bytes: bytes.length }))
  }).pipe(Effect.mapError(fromError))
  const changed = written.filter((file) => rowOf(state, "file", file.path)?.digest !== file.digest)
  const isRepair = rowOf(state, "task", run.taskId)?.status === "done"
  if (changed.length === 0 && isRepair)
    return yield* work.tell(
      new RefuseAnswer({
        runId: run.runId,
        findings: [
          { code: "nothing-changed", message: "The files are what they were before, so nothing is repaired." }
        ]
      })
    )
  const paths = new Set(changed.map((file) => file.path))
  const files = [...rowsOf(state, "file").filter((file) => !paths.has(file.path)), ...changed]
  return yield* work.tell(
    new CompleteAgentRun({
      runId: run.runId,
      written: changed,
      removed: [],
      before: projectOf(state)?.tree ?? null,
      tree: yield* ContentDigest.ofTree(files),
      register: usable.success.register
    }),
    agent(run.agent)
  )
})
