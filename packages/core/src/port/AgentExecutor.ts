/**
 * Whoever does an agent's work: a model API, Claude Code, an ACP agent. Gets a prompt, gives an answer; never touches
 * the log, the workspace or a gate.
 */
import { Context, type Effect, Schema } from "effect"
import type { AgentCall } from "../agent/AgentCall.ts"
import type { TreeFile } from "../tree/Tree.ts"

/** Tokens as the provider counted them. */
export const TokenUsage = Schema.Struct({
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** Part of `inputTokens` that came from the provider's cache. */
  cachedInputTokens: Schema.Int,
  /** Part of `inputTokens` that was written to the provider's cache, where that has a price of its own. */
  cacheWriteInputTokens: Schema.optionalKey(Schema.Int)
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
  /** Characters at the beginning of the prompt that later calls are likely to begin with too, so that keeping them pays. */
  readonly stable?: number
  /** The executor's default when left out. */
  readonly model?: string
  /** The project's files, for executors that work on a copy of them; others know only what the prompt shows. */
  readonly files?: ReadonlyArray<TreeFile>
  /** Millionths of a US dollar after which an executor that counts while it works is to stop by itself. */
  readonly ceilingMicroUsd?: number
}

/** A file that an agent changed where it worked. What it may not be is decided by whoever reads the answer. */
export const AnsweredFile = Schema.Struct({
  /** Relative to the project, `/` between its parts. Nothing else is promised about it. */
  path: Schema.String,
  /** The whole file as it is now; null when the agent removed it. */
  content: Schema.NullOr(Schema.String),
  /** What stands there cannot be handed over as text, and why; `content` is empty then. */
  fault: Schema.optionalKey(Schema.Literals(["binary", "too-large", "no-plain-file"]))
})
export type AnsweredFile = typeof AnsweredFile.Type

export const AgentAnswer = Schema.Struct({
  text: Schema.String,
  /** Provider and model that answered, for example `anthropic/claude-...` or `replay/booking`. */
  model: Schema.NonEmptyString,
  finishReason: FinishReason,
  usage: TokenUsage,
  /** True when nobody computed this answer now: it was played from a recording and costs nothing. */
  recorded: Schema.Boolean,
  /**
   * What the agent changed, when it worked on files; they count then, and not what the text quotes. Each path once. Empty
   * means that it changed nothing.
   */
  files: Schema.optionalKey(Schema.Array(AnsweredFile)),
  /** What the executor itself says that the call cost, in millionths of a US dollar. */
  microUsd: Schema.optionalKey(Schema.Int)
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
    /** The program that does the work is not installed, or cannot be run here. */
    "not-installed",
    /** It would work in a way that is not allowed, so it was not asked. */
    "unsafe",
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

/** What a call is paid by, for holding back what it may cost. */
export interface CallPricing {
  /** As the price table names it, `provider/model`; the executor's name when left out. Null when nobody pays for a call. */
  readonly model?: string | null
  /** Tokens that one answer has at most. */
  readonly maxOutputTokens?: number
  /** One execution may make many calls, so that only `ceilingMicroUsd` bounds what it costs. */
  readonly openEnded?: boolean
}

export class AgentExecutor extends Context.Service<
  AgentExecutor,
  {
    /** For events and the screen; a recording says so here. */
    readonly name: string
    /** Left out: a call costs what `name` costs as a model. */
    readonly pricing?: CallPricing
    /** Interrupting cancels the call. */
    readonly execute: (request: AgentRequest) => Effect.Effect<AgentAnswer, AgentExecutorError>
    /** True: `execute` is never called. A run waits until somebody claims it and submits an answer. */
    readonly byClaim?: boolean
    /** Told of each answer that came by claim, before it is applied; of the same one again after a crash. */
    readonly observe?: (request: AgentRequest, answer: AgentAnswer) => Effect.Effect<void>
  }
>()("@layercake/core/port/AgentExecutor") {}
