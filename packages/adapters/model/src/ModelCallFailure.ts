/**
 * Says in the port's words what went wrong with a model call.
 */
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { Cause, Duration } from "effect"
import type { AiError } from "effect/ai"
import * as ModelMetadata from "./ModelMetadata.ts"

/** Keeps the provider's words and its retry hint, and drops the cause, which may hold whole requests. */
export const fromAiError = (executor: string, error: AiError.AiError): AgentExecutorError => {
  const { reason } = error
  const metadata = "metadata" in reason ? ModelMetadata.read(reason.metadata) : {}
  const retryAfterMillis =
    error.retryAfter === undefined
      ? metadata.retryAfterMillis
      : Math.ceil(Duration.toMillis(error.retryAfter))
  return new AgentExecutorError({
    executor,
    reason: metadata.reason ?? portReason(reason),
    detail: metadata.detail ?? detailOf(reason),
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
  })
}

/** The stream ended without saying that the answer is complete. */
export const unfinished = (executor: string): AgentExecutorError =>
  new AgentExecutorError({
    executor,
    reason: "network",
    detail: "the stream ended before the answer was complete; ask again"
  })

/** The provider said in the middle of its answer that it failed. */
export const reported = (executor: string, detail: string): AgentExecutorError =>
  new AgentExecutorError({ executor, reason: "other", detail })

const portReason = (reason: AiError.AiErrorReason): AgentExecutorError["reason"] => {
  switch (reason._tag) {
    case "RateLimitError":
      return "rate-limited"
    case "InternalProviderError":
      return "overloaded"
    case "QuotaExhaustedError":
      return "quota"
    case "AuthenticationError":
      return "authentication"
    case "NetworkError":
      if (Cause.isTimeoutError(reason.cause)) return "timeout"
      return reason.reason === "TransportError" ? "network" : "invalid-request"
    case "InvalidRequestError":
    case "InvalidUserInputError":
    case "ContentPolicyError":
    case "UnsupportedSchemaError":
    case "ToolConfigurationError":
    case "ToolkitRequiredError":
    case "ToolResultEncodingError":
      return "invalid-request"
    case "InvalidResponseError":
    case "InvalidOutputError":
    case "StructuredOutputError":
    case "ToolNotFoundError":
    case "ToolParameterValidationError":
    case "InvalidToolResultError":
      return "malformed-response"
    case "UnknownError":
      return "other"
  }
}

const detailOf = (reason: AiError.AiErrorReason): string =>
  reason._tag === "NetworkError" && reason.description !== undefined ? reason.description : reason.message
