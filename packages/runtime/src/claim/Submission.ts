/**
 * Takes in the answer of a claimant: reads it as a worker will, so that what cannot be used comes back at once and can be
 * mended, and puts it into the log. Making files of it is the worker's.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { AnswerFinding } from "@layercake/core/agent/AgentRunEvent"
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { type ClaimId, projectOfClaim } from "@layercake/core/claim/Claim"
import { SubmitClaim } from "@layercake/core/claim/ClaimCommand"
import { refusalsOf } from "@layercake/core/claim/ClaimStanding"
import * as Decider from "@layercake/core/command/Decider"
import type { AnsweredFile, TokenUsage } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Result } from "effect"
import { Digest } from "effect/crypto"
import * as AnsweredFiles from "../agent/AnsweredFiles.ts"
import * as AnswerReader from "../agent/AnswerReader.ts"
import * as Prompt from "../agent/Prompt.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import { executeOn, now, unknown } from "./Claims.ts"

export interface SubmittedAnswer {
  readonly claim: ClaimId
  readonly text: string
  readonly files?: ReadonlyArray<AnsweredFile>
  readonly model: string
  readonly usage?: TokenUsage
}

/** The same answer again gives the same report and changes nothing. */
export const submit = Effect.fn("Submission.submit")(function* (submitted: SubmittedAnswer, actor: Actor) {
  const states = yield* ProjectStates
  const blobs = yield* BlobStore
  const digests = yield* Digest.Digest
  const { claim: claimId, model, text, usage = null } = submitted
  const before = yield* states.load(projectOfClaim(claimId))
  const held = rowOf(before, "claim", claimId)
  const run = held && rowOf(before, "agentRun", held.runId)
  if (held === undefined || run === undefined) return yield* unknown(claimId)

  // Nothing is kept of what comes too late.
  const digest = BlobDigest.make(yield* digests.digestHex(Digest.sha256, bytesOf(text)))
  if (held.answer !== digest) {
    const at = yield* now
    const asked = new SubmitClaim({ claimId, at, answer: digest, files: null, model, usage, findings: [] })
    yield* Effect.fromResult(Decider.decide(asked, before, actor))
  }
  const answer = yield* blobs.put(bytesOf(text))
  const files = submitted.files === undefined ? null : yield* AnsweredFiles.keep(submitted.files)
  const isAgain = held.status === "answered" && held.answer === answer && held.files === files
  const findings = isAgain ? [] : yield* findingsOf(submitted, run, before)
  const { state } = yield* executeOn(
    claimId,
    (at) => new SubmitClaim({ claimId, at, answer, files, model, usage, findings }),
    actor
  )
  const limit = projectOf(state)?.policy.correctionAttempts ?? 0
  const left = Math.max(0, limit - refusalsOf(state, run.runId))
  const isOpen = rowOf(state, "claim", claimId)?.status === "held"
  return {
    claim: claimId,
    run: run.runId,
    outcome:
      findings.length === 0 ? ("accepted" as const) : isOpen ? ("refused" as const) : ("given-up" as const),
    findings,
    left
  }
})

/** What a worker would find about the answer in this state. */
const findingsOf = Effect.fnUntraced(function* (
  { files, text }: SubmittedAnswer,
  run: AgentRunRow,
  state: ProjectState
): Effect.fn.Return<ReadonlyArray<AnswerFinding>, StoreUnavailable, BlobStore> {
  const step = Prompt.stepOf(state, run)
  if (step === undefined) return []
  const given = { text, finishReason: "stop" as const, ...(files === undefined ? {} : { files }) }
  const usable = AnswerReader.read(given, step, state)
  if (Result.isFailure(usable)) return usable.failure
  const isRepair = rowOf(state, "task", run.taskId)?.status === "done"
  return isRepair && !(yield* changesAnything(usable.success, state)) ? [nothingChanged] : []
})

const changesAnything = Effect.fnUntraced(function* (
  { files, removed }: AnswerReader.UsableAnswer,
  state: ProjectState
) {
  if (removed.length > 0) return true
  const blobs = yield* BlobStore
  const digests = yield* Effect.forEach(files, ({ content }) => blobs.put(bytesOf(content)))
  return files.some(({ path }, index) => rowOf(state, "file", path)?.digest !== digests[index])
})

const nothingChanged: AnswerFinding = {
  code: "nothing-changed",
  message: "The files are what they were before, so nothing is repaired."
}
