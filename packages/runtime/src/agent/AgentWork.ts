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
import { closingWords } from "@layercake/core/extract/ClosingWords"
import { isAsked } from "@layercake/core/cost/Ceilings"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import { AgentExecutor, type AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Clock, Effect, Option, Result } from "effect"
import { SecureRandom } from "effect/crypto"
import * as ClaimedRun from "../claim/ClaimedRun.ts"
import * as CallCost from "../cost/CallCost.ts"
import * as TamperReading from "../tamper/TamperReading.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import type { Work } from "../worker/Work.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"
import { AgentTemplates, type TemplateError } from "./AgentTemplates.ts"
import * as AnsweredFiles from "./AnsweredFiles.ts"
import * as AnswerReader from "./AnswerReader.ts"
import * as Prompt from "./Prompt.ts"
import * as QueryReply from "./QueryReply.ts"
import * as RunStopping from "./RunStopping.ts"
import * as StoredPrompt from "./StoredPrompt.ts"

export const run = Effect.fn("AgentWork.run")(function* (work: Work<RunAgent>) {
  const { due, state } = work
  const step = Prompt.stepOf(state, due)
  if (step === undefined) return
  const templates = yield* AgentTemplates
  const found = yield* templates.find(state, step.agent).pipe(Effect.mapError(fromTemplateError))
  if (Option.isNone(found) && due.purpose === "answer") {
    yield* work.tell(QueryReply.unanswerable(due, step.agent))
    return
  }
  if (Option.isNone(found))
    return yield* new WorkFailed({
      detail: `There is no template for the agent ${step.agent}. Add .layercake/agents/${step.agent}.md.`,
      isRetryable: false
    })

  const started = yield* begin(work, found.value.template)
  const before = rowOf(started, "agentRun", due.runId)
  if (before === undefined || (yield* ClaimedRun.rests(work, started, before))) return
  const answered = before.status === "started" ? yield* call(work, started, before) : started
  const run = rowOf(answered, "agentRun", due.runId)
  if (run?.status === "answered")
    yield* Effect.andThen(ClaimedRun.observed(work, run), apply(work, answered, run, step))
})

/** A template that cannot be read stays so until somebody registers another. */
const fromTemplateError = (error: TemplateError): WorkFailed =>
  fromError({
    message: error.message,
    isRetryable: error._tag !== "AgentTemplateInvalid" && error.isRetryable
  })

/** Intent. Does nothing when the run was begun before. */
const begin = Effect.fnUntraced(function* ({ due, state, tell }: Work<RunAgent>, template: AgentTemplate) {
  if (rowOf(state, "agentRun", due.runId) !== undefined) return state
  const executor = yield* AgentExecutor
  const random = yield* SecureRandom.SecureRandom
  const prompt = yield* Prompt.build(state, due, template).pipe(Effect.mapError(fromError))
  const { model } = template
  const digest = yield* StoredPrompt.keep({ ...prompt, ...(model === undefined ? {} : { model }) }).pipe(
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
      templateDigest: yield* ContentDigest.ofTemplate(template),
      executor: executor.name,
      prompt: digest,
      idempotencyKey: yield* random.uuidV7(),
      ...(yield* CallCost.startOf(prompt, model)),
      ...(yield* ClaimedRun.claimableIn(state))
    })
  )
  return outcome.state
})

/** The call and its receipt. */
const call = Effect.fnUntraced(function* (work: Work<RunAgent>, begun: ProjectState, run: AgentRunRow) {
  const blobs = yield* BlobStore
  const executor = yield* AgentExecutor
  const {
    model: wanted,
    prompt,
    stable,
    system
  } = yield* StoredPrompt.read(run).pipe(Effect.mapError(fromError))
  const asked = wanted === undefined ? {} : { model: wanted }
  const started = yield* underOtherExecutor(work, begun, run, { prompt, system, ...asked })
  if (isAsked(started, run.runId)) return started
  const startedAt = yield* Clock.currentTimeMillis
  const { agent, attempt, gate, idempotencyKey, purpose, runId, step } = run
  const answer = yield* executor
    .execute({
      call: { project: work.project, runId, gate, step, agent, purpose, attempt, idempotencyKey },
      system,
      prompt,
      ...(stable === undefined ? {} : { stable }),
      ...asked,
      files: rowsOf(work.state, "file"),
      ...CallCost.ceilingOf(started, run)
    })
    .pipe(
      Effect.catch((error) => giveBack(work, error)),
      // Nobody waits for the answer any more, so the call need not go on.
      Effect.raceFirst(RunStopping.stopped(work.project, runId))
    )
  if (answer === undefined) return work.state
  const durationMillis = (yield* Clock.currentTimeMillis) - startedAt
  const digest = yield* blobs.put(bytesOf(answer.text)).pipe(Effect.mapError(fromError))
  const files =
    answer.files === undefined
      ? {}
      : { files: yield* AnsweredFiles.keep(answer.files).pipe(Effect.mapError(fromError)) }
  const { finishReason, model, recorded, usage } = answer
  const outcome = yield* work.tell(
    new RecordAnswer({
      runId,
      answer: digest,
      ...files,
      model,
      finishReason,
      usage,
      recorded,
      durationMillis,
      microUsd: yield* CallCost.settledCost(answer, run, wanted)
    })
  )
  return outcome.state
})

/** A run that another executor began may cost more with this one, which has to be held back before it is called. */
const underOtherExecutor = Effect.fnUntraced(function* (
  { tell }: Work<RunAgent>,
  state: ProjectState,
  run: AgentRunRow,
  prompt: StoredPrompt.StoredPrompt
) {
  const executor = yield* AgentExecutor
  if (run.executor === executor.name) return state
  const { attempt, gate, idempotencyKey, purpose, runId, step } = run
  const again = new StartAgentRun({
    runId,
    gate,
    step,
    purpose,
    attempt,
    templateVersion: 1,
    executor: executor.name,
    prompt: run.prompt,
    idempotencyKey,
    ...(yield* CallCost.startOf(prompt, prompt.model))
  })
  return (yield* tell(again)).state
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
  const worked =
    run.files === undefined
      ? {}
      : { files: yield* AnsweredFiles.read(run.files, run.runId).pipe(Effect.mapError(fromError)) }
  const answer = { text, finishReason: run.finishReason ?? ("other" as const), ...worked }
  const usable = AnswerReader.read(answer, step, state)
  if (Result.isFailure(usable))
    return yield* work.tell(new RefuseAnswer({ runId: run.runId, findings: usable.failure }))

  const written: ReadonlyArray<TreeFile> = yield* Effect.forEach(usable.success.files, (file) => {
    const bytes = bytesOf(file.content)
    return Effect.map(blobs.put(bytes), (digest) => ({ path: file.path, digest, bytes: bytes.length }))
  }).pipe(Effect.mapError(fromError))
  const changed = written.filter((file) => rowOf(state, "file", file.path)?.digest !== file.digest)
  const isRepair = rowOf(state, "task", run.taskId)?.status === "done"
  const { removed } = usable.success
  if (changed.length === 0 && removed.length === 0 && isRepair)
    return yield* work.tell(
      new RefuseAnswer({
        runId: run.runId,
        findings: [
          { code: "nothing-changed", message: "The files are what they were before, so nothing is repaired." }
        ]
      })
    )
  const paths = new Set([...changed.map((file) => file.path), ...removed])
  const files = [...rowsOf(state, "file").filter((file) => !paths.has(file.path)), ...changed]
  const contents = usable.success.files.filter((file) => paths.has(file.path))
  const tampered = yield* TamperReading.facts(state, run, contents, removed).pipe(Effect.mapError(fromError))
  return yield* work.tell(
    new CompleteAgentRun({
      runId: run.runId,
      written: changed,
      removed,
      before: projectOf(state)?.tree ?? null,
      tree: yield* ContentDigest.ofTree(files),
      register: usable.success.register,
      ...(tampered.length === 0 ? {} : { tampered }),
      closing: closingWords(text),
      ...(usable.success.reply === undefined ? {} : { reply: usable.success.reply })
    }),
    agent(run.agent)
  )
})
