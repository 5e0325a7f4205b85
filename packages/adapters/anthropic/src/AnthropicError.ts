/**
 * Turns whatever the Anthropic SDK throws into effect/ai's error. The SDK's own error never leaves this file: it may
 * hold request data, and the API key is taken out of every text that does.
 */
import { APIConnectionError, APIConnectionTimeoutError, APIError } from "@anthropic-ai/sdk"
import { retryHint } from "@layercake/core/agent/RetryHint"
import { shownText } from "@layercake/core/agent/ProviderText"
import { Cause, type Clock, Duration, Redacted } from "effect"
import { AiError } from "effect/ai"

export interface AnthropicCall {
  readonly method: "generateText" | "streamText"
  readonly url: string
  readonly apiKey: Redacted.Redacted
  readonly clock: Clock.Clock
}

/** Thrown until the answer begins. */
export const whileAsking =
  (call: AnthropicCall) =>
  (thrown: unknown): AiError.AiError =>
    fail(
      call,
      reasonOf(call, thrown) ?? new AiError.InvalidRequestError({ description: clean(call, String(thrown)) })
    )

/** Thrown from then on. */
export const whileReading =
  (call: AnthropicCall) =>
  (thrown: unknown): AiError.AiError =>
    fail(
      call,
      reasonOf(call, thrown) ?? new AiError.InvalidResponseError({ description: clean(call, String(thrown)) })
    )

/** The connection ended cleanly but too early. */
export const cutShort = (call: AnthropicCall): AiError.AiError =>
  fail(call, network(call, "the stream ended before message_stop"))

/** The answer is no answer of the Messages API. */
export const malformed = (call: AnthropicCall, description: string): AiError.AiError =>
  fail(call, new AiError.InvalidResponseError({ description: clean(call, description) }))

/** The request cannot be expressed in the Messages API. */
export const unsupported = (call: AnthropicCall, description: string): AiError.AiError =>
  fail(call, new AiError.InvalidUserInputError({ description }))

const fail = (call: AnthropicCall, reason: AiError.AiErrorReason) =>
  AiError.make({ module: "AnthropicLanguageModel", method: call.method, reason })

/** Undefined for what the SDK or the runtime could not put together, such as a header or an event. */
const reasonOf = (call: AnthropicCall, thrown: unknown): AiError.AiErrorReason | undefined => {
  if (thrown instanceof APIConnectionTimeoutError) return timeout(call, "no answer in time")
  if (thrown instanceof APIConnectionError) return transport(call, rootOf(thrown))
  if (thrown instanceof APIError) return refused(call, thrown)
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

/** The provider answered with an error, as a status or as an event in the middle of a stream. */
const refused = (call: AnthropicCall, error: APIError): AiError.AiErrorReason => {
  const description = clean(call, describe(error))
  const wait = retryHint((name) => error.headers?.get(name), call.clock.currentTimeMillisUnsafe())
  const metadata = {
    anthropic: { status: error.status ?? null, type: error.type, code: error.errorCode },
    layercake: {
      detail: description,
      ...(wait === undefined ? {} : { retryAfterMillis: wait })
    }
  }
  switch (kindOf(error)) {
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
    case "timeout":
      return timeout(call, description)
    case "provider":
      return new AiError.InternalProviderError({ description, metadata })
    case "request":
      return new AiError.InvalidRequestError({ description, metadata })
  }
}

type Kind = "rate-limit" | "quota" | "key" | "permission" | "timeout" | "provider" | "request"

const spendLimits = ["enforced_spend_limit_reached", "contract_spend_limit_reached"]

const kindOf = ({ errorCode, status, type }: APIError): Kind => {
  if (status === 402 || type === "billing_error" || spendLimits.includes(errorCode ?? "")) return "quota"
  if (status === 429 || type === "rate_limit_error") return "rate-limit"
  if (status === 401 || type === "authentication_error") return "key"
  if (status === 403 || type === "permission_error") return "permission"
  if (status === 408 || status === 504 || type === "timeout_error") return "timeout"
  if (type === "invalid_request_error" || type === "not_found_error") return "request"
  return status === undefined || status === 409 || status >= 500 ? "provider" : "request"
}

const describe = (error: APIError): string => {
  const facts = [
    error.status === undefined ? "in the stream" : `HTTP ${error.status}`,
    error.type,
    error.errorCode,
    error.requestID
  ]
  return `${error.apiMessage ?? error.message} (${facts.filter((fact) => fact != null).join(", ")})`
}

const transport = (call: AnthropicCall, thrown: unknown): AiError.NetworkError => {
  const code = hasCode(thrown) ? thrown.code : ""
  return code.endsWith("_TIMEOUT") || code === "ETIMEDOUT"
    ? timeout(call, `no answer in time (${code})`)
    : network(call, `${thrown instanceof Error ? thrown.message : String(thrown)}${code && ` (${code})`}`)
}

const network = (call: AnthropicCall, description: string) =>
  new AiError.NetworkError({
    reason: "TransportError",
    method: "POST",
    url: clean(call, call.url),
    description: clean(call, description)
  })

/** effect/ai has no reason for it; a timeout is a network error that a `TimeoutError` caused. */
const timeout = (call: AnthropicCall, description: string) =>
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

const clean = (call: AnthropicCall, text: string): string => shownText(Redacted.value(call.apiKey), text)
