/**
 * What a provider's server replies to the calls of the agent executor suite, by the scenario that stands in the prompt.
 */
import { answerText, partialText, retryAfterMillis } from "./AgentExecutorConformance.ts"
import type { Reply } from "./ProviderServer.ts"

/** Undefined where the body names no scenario. */
export const replyTo = (body: string): Reply | undefined => {
  const scenario = /scenario: ([a-z-]+)/.exec(body)?.[1]
  switch (scenario) {
    case undefined:
      return undefined
    case "answer":
      return {
        _tag: "Text",
        text: answerText,
        usage: { inputTokens: 40, cachedInputTokens: 30, outputTokens: 20 }
      }
    case "cut":
      return { _tag: "Cut", text: partialText }
    case "refused":
      return { _tag: "Refusal", text: "I cannot help with that." }
    case "rate-limited":
      return {
        _tag: "Failure",
        status: 429,
        kind: "rate-limit",
        message: "slow down",
        headers: { "retry-after": String(retryAfterMillis / 1000) }
      }
    case "overloaded":
      return { _tag: "Failure", status: 503, kind: "overloaded", message: "too busy" }
    case "unauthorised":
      return { _tag: "Failure", status: 401, kind: "authentication", message: "who are you?" }
    case "broken":
      return { _tag: "Reset" }
    case "silent":
      return { _tag: "Silence" }
    default:
      return { _tag: "Text", text: scenario }
  }
}
