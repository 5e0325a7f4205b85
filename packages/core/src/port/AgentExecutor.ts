/**
 * Whoever does an agent's work: a model API, Claude Code, an ACP agent. Gets a prompt, gives an answer; never touches
 * the log, the workspace or a gate.
 */
import { Context, type Effect, Schema } from "effect"
import type { AgentCall } from "../agent/AgentCall.ts"

/** Tokens as the provider counted them. */
export const TokenUsage = Schema.Struct({
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** Part of `inputTokens` that came from the provider's cache. */
  cachedInputTokens: Schema.Int
})
export type TokenUsage = typeof TokenUsage.Type

/** `length`: cut at the token limit, so the end is missing. `refusal`: the model declined. */
export const FinishReason = Schema.Literals(["stop", "length", "refusal", "other"])
export type FinishReason = typeof FinishReason.Type

export interface AgentRequest {
  readonly call: AgentCall
  /** Who the agent is and how it must answer. */
  readonly system: string
  /** The work and everything it needs to know. */
  readonly prompt: string
  /** The executor's default when left out. */
  readonly model?: string
}

export const AgentAnswer = Schema.Struct({
  text: Schema.String,
  /** Provider and model that answered, for example `anthropic/claude-...` or `replay/booking`. */
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  usage: TokenUsage,
  /** True when nobody computed this answer now: it was played from a recording and costs nothing. */
  recorded: Schema.Boolean
})
export type AgentAnswer = typeof AgentAnswer.Type

/** The call failed. `rate-limited`, `overloaded`, `network` and `timeout` may be repeated under the same key. */
export class AgentExecutorError extends Schema.TaggedError<AgentExecutorError>()("AgentExecutorError", {
  executor: Schema.String,
  reason: Schema.Literals([
    "rate-limited",
    "overloaded",
    "network",
    "timeout",
    "authentication",
    "invalid-request",
    "quota",
    "missing-recording",
    "malformed-response",
    "other"
  ]),
  detail: Schema.String,
  /** What the provider asked to wait before the next try. */
  retryAfterMillis: Schema.optionalKey(Schema.Int)
}) {
  get isRetryable() {
    return ["rate-limited", "overloaded", "network", "timeout"].includes(this.reason)
  }
  override get message() {
    return `${this.executor} did not answer (${this.reason}): ${this.detail}`
  }
}

export class AgentExecutor extends Context.Service<
  AgentExecutor,
  {
    /** For events and the screen; a recording says so here. */
    readonly name: string
    /** Interrupting cancels the call. */
    readonly execute: (request: AgentRequest) => Effect.Effect<AgentAnswer, AgentExecutorError>
  }
>()("@layercake/core/port/AgentExecutor") {}
