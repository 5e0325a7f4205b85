/**
 * A recorded call: what an agent was asked, and what it answered. Kept under a digest of the request, so that the same
 * request finds its answer again wherever and whenever it is asked.
 *
 *     digest = SHA-256 of the canonical JSON (RFC 8785) of { model, prompt, system }, lower-case hexadecimal
 *
 * `model` is the model that was asked for by name, null for the executor's own. What must be produced stands in the prompt.
 * No id, key or time is part of a request.
 */
import { Effect, Schema } from "effect"
import { Digest } from "effect/crypto"
import { AgentName } from "../agent/Agent.ts"
import { AgentPurpose } from "../agent/AgentCall.ts"
import { canonicalJson } from "../event/CanonicalJson.ts"
import { GateId } from "../gate/Gate.ts"
import {
  type AgentAnswer,
  AnsweredFile,
  type AgentRequest,
  FinishReason,
  TokenUsage
} from "../port/AgentExecutor.ts"
import { bytesOf } from "../store/BlobText.ts"

export const RequestDigest = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("RequestDigest")
)
export type RequestDigest = typeof RequestDigest.Type

export const RecordedRequest = Schema.Struct({
  system: Schema.String,
  prompt: Schema.String,
  model: Schema.NullOr(Schema.String)
})
export type RecordedRequest = typeof RecordedRequest.Type

/** Which piece of work it was for. Not part of the digest: it says which recording comes near when one is missing. */
export const RecordedWork = Schema.Struct({
  gate: GateId,
  step: Schema.NonEmptyString,
  agent: AgentName,
  purpose: AgentPurpose,
  attempt: Schema.Int
})
export type RecordedWork = typeof RecordedWork.Type

export const RecordedAnswer = Schema.Struct({
  text: Schema.String,
  /** Who answered then. */
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  /** What it took then; a replay takes none. */
  usage: TokenUsage,
  files: Schema.optionalKey(Schema.Array(AnsweredFile))
})
export type RecordedAnswer = typeof RecordedAnswer.Type

export const CallRecord = Schema.Struct({
  /** Of this form; others are not read. */
  form: Schema.Literal("layercake-call-1"),
  digest: RequestDigest,
  /** Which answer to this request, from 1: the same request may get another one later. */
  number: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  work: RecordedWork,
  request: RecordedRequest,
  answer: RecordedAnswer
})
export type CallRecord = typeof CallRecord.Type

/** A record before it has its number. */
export type NewCallRecord = Omit<CallRecord, "number">

export const requestOf = ({ model, prompt, system }: AgentRequest): RecordedRequest => ({
  system,
  prompt,
  model: model ?? null
})

export const digestOf = Effect.fnUntraced(function* ({ model, prompt, system }: RecordedRequest) {
  const digest = yield* Digest.Digest
  const hex = yield* digest.digestHex(Digest.sha256, bytesOf(canonicalJson({ model, prompt, system })))
  return RequestDigest.make(hex)
})

export const workOf = ({ call }: AgentRequest): RecordedWork => ({
  gate: call.gate,
  step: call.step,
  agent: call.agent,
  purpose: call.purpose,
  attempt: call.attempt
})

export const recordOf = Effect.fnUntraced(function* (request: AgentRequest, answer: AgentAnswer) {
  const { files, finishReason, model, text, usage } = answer
  const recorded = requestOf(request)
  const record: NewCallRecord = {
    form: "layercake-call-1",
    digest: yield* digestOf(recorded),
    work: workOf(request),
    request: recorded,
    answer: { text, model, finishReason, usage, ...(files === undefined ? {} : { files }) }
  }
  return record
})

/** Whether two answers are the same to whoever uses them: what was said and made, and how it ended. */
export const isSameAnswer = (one: RecordedAnswer, other: RecordedAnswer): boolean =>
  one.text === other.text &&
  one.finishReason === other.finishReason &&
  canonicalJson((one.files ?? null) as Schema.Json) === canonicalJson((other.files ?? null) as Schema.Json)

/** For people: `G5/backend/backend-developer/work/1`. */
export const workText = ({ agent, attempt, gate, purpose, step }: RecordedWork): string =>
  [gate, step, agent, purpose, attempt].join("/")
