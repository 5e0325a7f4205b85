/**
 * Turns whatever the OpenAI SDK throws, or the provider reports in an answer, into effect/ai's error. The SDK's own
 * error never leaves this file: it may hold request data, and the API key is taken out of every text that does.
 */
import { retryHint } from "@layercake/core/agent/RetryHint"
import { shownText } from "@layercake/core/agent/ProviderText"
import { Cause, type Clock, Duration, Redacted } from "effect"
import { AiError } from "effect/ai"
import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai"

export interface OpenAiCall {
  readonly method: "generateText" | "streamText"
  readonly url: string
  /** Null for a server that asks for none. */
  readonly apiKey: Redacted.Redacted | null
  readonly clock: Clock.Clock
}

/** What the provider says about a failure, with a status or in the middle of a stream. */
export interface ReportedFailure {
  readonly status?: number | undefined
  readonly code?: string | null | undefined
  readonly type?: string | null | undefined
  readonly message: string
}

/** Thrown until the answer begins. */
export const whileAsking =
  (call: OpenAiCall) =>
  (thrown: unknown): AiError.AiError =>
    fail(
      call,
      reasonOf(call, thrown) ?? new AiError.InvalidRequestError({ description: clean(call, String(thrown)) })
    )

/** Thrown from then on. */
export const whileReading =
  (call: OpenAiCall) =>
  (thrown: unknown): AiError.AiError =>
    fail(
      call,
      reasonOf(call, thrown) ?? new AiError.InvalidResponseError({ description: clean(call, String(thrown)) })
    )

export const reported = (call: OpenAiCall, failure: ReportedFailure): AiError.AiError =>
  fail(call, reportedReason(call, failure, undefined))

/** The connection ended cleanly but too early. */
export const cutShort = (call: OpenAiCall): AiError.AiError =>
  fail(call, network(call, "the stream ended before the answer was complete"))

/** The answer is no answer of this API. */
export const malformed = (call: OpenAiCall, description: string): AiError.AiError =>
  fail(call, new AiError.InvalidResponseError({ description: clean(call, description) }))

/** The request cannot be expressed in this API. */
export const unsupported = (call: OpenAiCall, description: string): AiError.AiError =>
  fail(call, new AiError.InvalidUserInputError({ description }))

export const unsupportedSchema = (call: OpenAiCall, description: string): AiError.AiError =>
  fail(call, new AiError.UnsupportedSchemaError({ description }))

const fail = (call: OpenAiCall, reason: AiError.AiErrorReason) =>
  AiError.make({ module: "OpenAiLanguageModel", method: call.method, reason })

/** Undefined for what the SDK or the runtime could not put together, such as a header or an event. */
const reasonOf = (call: OpenAiCall, thrown: unknown): AiError.AiErrorReason | undefined => {
  if (thrown instanceof APIConnectionTimeoutError) return timeout(call, "no answer in time")
  if (thrown instanceof APIConnectionError) return transport(call, rootOf(thrown))
  if (thrown instanceof APIError) return reportedReason(call, describe(thrown), thrown.headers)
  if (thrown instanceof SyntaxError) {
    return new AiError.InvalidResponseError({ description: clean(call, `not JSON: ${thrown.message}`) })
  }
  if (hasCode(thrown) && thrown.code === "ERR_INVALID_URL") {
    return new AiError.NetworkError({
      reason: "InvalidUrlError",
      method: "POST",
      url: clean(call, call.url),
      description: "the base URL is not a URL"
    })
  }
  const root = rootOf(thrown)
  if (hasCode(root)) return transport(call, root)
  return thrown instanceof TypeError
    ? undefined
    : new AiError.UnknownError({ description: clean(call, String(thrown)) })
}

/** Without a status the provider failed in the middle of its answer. */
const reportedReason = (
  call: OpenAiCall,
  failure: ReportedFailure,
  headers: APIError["headers"]
): AiError.AiErrorReason => {
  const description = clean(call, failure.message)
  const wait = retryHint((name) => headers?.get(name), call.clock.currentTimeMillisUnsafe())
  const metadata = {
    openai: { status: failure.status ?? null, type: failure.type ?? null, code: failure.code ?? null },
    layercake: {
      detail: description,
      ...(wait === undefined ? {} : { retryAfterMillis: wait })
    }
  }
  switch (kindOf(failure)) {
    case "rate-limit":
      return new AiError.RateLimitError({
        metadata,
        retryAfter: wait === undefined ? undefined : Duration.millis(wait)
      })
    case "quota":
      return new AiError.QuotaExhaustedError({ metadata })
    case "key":
      return new AiError.AuthenticationError({ kind: "InvalidKey", description, metadata })
    case "permission":
      return new AiError.AuthenticationError({ kind: "InsufficientPermissions", description, metadata })
    case "policy":
      return new AiError.ContentPolicyError({ description, metadata })
    case "timeout":
      return timeout(call, description)
    case "provider":
      return new AiError.InternalProviderError({ description, metadata })
    case "request":
      return new AiError.InvalidRequestError({ description, metadata })
  }
}

type Kind = "rate-limit" | "quota" | "key" | "permission" | "policy" | "timeout" | "provider" | "request"

const quotas = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]

const kindOf = ({ code, status, type }: ReportedFailure): Kind => {
  if (status === 402 || quotas.includes(code ?? "") || quotas.includes(type ?? "")) return "quota"
  if (status === 429 || code === "rate_limit_exceeded") return "rate-limit"
  if (status === 401 || code === "invalid_api_key") return "key"
  if (status === 403) return "permission"
  if (status === 408 || status === 504) return "timeout"
  if (code === "content_filter" || code?.includes("policy") === true) return "policy"
  if (code === "invalid_prompt" || type === "invalid_request_error") return "request"
  return status === undefined || status === 409 || status >= 500 ? "provider" : "request"
}

const describe = (error: APIError): ReportedFailure => {
  const facts = [
    error.status === undefined ? "in the stream" : `HTTP ${error.status}`,
    error.type,
    error.code,
    error.requestID
  ]
  const message = `${error.message} (${facts.filter((fact) => fact != null && fact !== "").join(", ")})`
  return { status: error.status, code: error.code, type: error.type, message }
}

const transport = (call: OpenAiCall, thrown: unknown): AiError.NetworkError => {
  const code = hasCode(thrown) ? thrown.code : ""
  return code.endsWith("_TIMEOUT") || code === "ETIMEDOUT"
    ? timeout(call, `no answer in time (${code})`)
    : network(call, `${thrown instanceof Error ? thrown.message : String(thrown)}${code && ` (${code})`}`)
}

const network = (call: OpenAiCall, description: string) =>
  new AiError.NetworkError({
    reason: "TransportError",
    method: "POST",
    url: clean(call, call.url),
    description: clean(call, description)
  })

/** effect/ai has no reason for it; a timeout is a network error that a `TimeoutError` caused. */
const timeout = (call: OpenAiCall, description: string) =>
  new AiError.NetworkError({
    reason: "TransportError",
    method: "POST",
    url: clean(call, call.url),
    description: clean(call, description),
    cause: new Cause.TimeoutError(clean(call, description))
  })

/** The runtime wraps what happened on the socket in a "fetch failed" or "terminated" that says nothing. */
const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause !== undefined ? rootOf(thrown.cause) : thrown

const hasCode = (value: unknown): value is Error & { readonly code: string } =>
  value instanceof Error && "code" in value && typeof value.code === "string"

const clean = (call: OpenAiCall, text: string): string =>
  shownText(call.apiKey === null ? "" : Redacted.value(call.apiKey), text)
