/**
 * What a session of Claude Code came to, in the words of the port. Pure. Work that was stopped at a limit is an answer
 * whose end is missing and not an error, so that what it used is counted.
 */
import type { SandboxEnd } from "@layercake/core/port/Sandbox"
import {
  type AgentAnswer,
  AgentExecutorError,
  type FinishReason,
  type TokenUsage
} from "@layercake/core/port/AgentExecutor"
import { Result } from "effect"
import { askingModes, tools } from "./ClaudeCodeCommand.ts"
import type { Init, Result as SessionResult } from "./ClaudeCodeMessage.ts"
import type { ClaudeCodeSession } from "./ClaudeCodeSession.ts"

export const executor = "claude-code"

/** What stands around a session. */
export interface Surroundings {
  /** Null when it said its last word and then did not end. */
  readonly end: SandboxEnd | null
  /** The last of what it printed to stderr. */
  readonly errors: string
  readonly now: number
  /** Whether the user pays by the token, or by subscription. */
  readonly isPaidByUse: boolean
}

/** The answer without the files; they are in the folder. */
export const outcomeOf = (
  session: ClaudeCodeSession,
  around: Surroundings
): Result.Result<Omit<AgentAnswer, "files">, AgentExecutorError> => {
  const { result } = session
  if (result === null) return Result.fail(unfinished(session, around))
  const finishReason = finishReasonOf(session, result)
  if (finishReason === undefined) return Result.fail(failure(session, result, around))
  const model = session.model ?? session.init?.model ?? "unknown"
  return Result.succeed({
    text: result.result ?? result.errors?.join("\n") ?? "",
    model: `${executor}/${model}`,
    finishReason,
    usage: usageOf(result),
    recorded: false,
    microUsd: around.isPaidByUse ? Math.ceil((result.total_cost_usd ?? 0) * 1_000_000) : 0
  })
}

/** Undefined when the session was set up as it was asked for. */
export const unsafe = (init: Init): AgentExecutorError | undefined => {
  const refuse = (what: string) =>
    fail(
      "unsafe",
      `${what}, so it was stopped before it did anything. Look for settings of an administrator on this machine`
    )
  if (!askingModes.includes(init.permissionMode))
    return refuse(`Claude Code would work in the mode ${init.permissionMode}, which does not ask`)
  const extra = init.tools.filter((tool) => !(tools as ReadonlyArray<string>).includes(tool))
  if (extra.length > 0) return refuse(`Claude Code would have more tools than allowed: ${extra.join(", ")}`)
  const servers = init.mcp_servers.map((server) => server.name)
  return servers.length > 0 ? refuse(`Claude Code would use MCP servers: ${servers.join(", ")}`) : undefined
}

export const fail = (
  reason: AgentExecutorError["reason"],
  detail: string,
  retryAfterMillis?: number
): AgentExecutorError =>
  new AgentExecutorError({
    executor,
    reason,
    detail: detail.length > 1000 ? `${detail.slice(0, 1000)}...` : detail,
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
  })

const limits = ["error_max_turns", "error_max_budget_usd"]

/** Undefined for what is no answer. */
const finishReasonOf = (session: ClaudeCodeSession, result: SessionResult): FinishReason | undefined => {
  if (result.stop_reason === "refusal") return "refusal"
  if (limits.includes(result.subtype)) return "length"
  if (result.is_error) return session.error === "max_output_tokens" ? "length" : undefined
  if (result.subtype !== "success") return undefined
  return result.stop_reason === "max_tokens" || result.stop_reason === "model_context_window_exceeded"
    ? "length"
    : "stop"
}

const usageOf = ({ usage }: SessionResult): TokenUsage => ({
  inputTokens:
    (usage?.input_tokens ?? 0) +
    (usage?.cache_creation_input_tokens ?? 0) +
    (usage?.cache_read_input_tokens ?? 0),
  outputTokens: usage?.output_tokens ?? 0,
  cachedInputTokens: usage?.cache_read_input_tokens ?? 0,
  cacheWriteInputTokens: usage?.cache_creation_input_tokens ?? 0
})

const failure = (session: ClaudeCodeSession, result: SessionResult, { now }: Surroundings) => {
  const said = result.result ?? result.errors?.join("; ") ?? `it ended with ${result.subtype}`
  const reason = reasonOf(session.error, result.api_error_status ?? null)
  if (reason === "authentication") return fail(reason, `${said}. ${logIn}`)
  const wait = session.limitedUntil === null ? undefined : Math.max(0, session.limitedUntil - now)
  return fail(reason, said, reason === "rate-limited" ? wait : undefined)
}

const logIn = "Run `claude` once to log in, or set CLAUDE_CODE_OAUTH_TOKEN or ANTHROPIC_API_KEY"

const reasons: { readonly [error: string]: AgentExecutorError["reason"] } = {
  authentication_failed: "authentication",
  oauth_org_not_allowed: "authentication",
  account_on_hold: "authentication",
  verification_required: "authentication",
  cloud_credential_error: "authentication",
  billing_error: "quota",
  rate_limit: "rate-limited",
  overloaded: "overloaded",
  invalid_request: "invalid-request",
  model_not_found: "invalid-request"
}

const reasonOf = (error: string | null, status: number | null): AgentExecutorError["reason"] => {
  const named = reasons[error ?? ""]
  if (named !== undefined) return named
  // It calls a connection that broke an error of the server too, but without a status.
  if (status === null) return error === "server_error" ? "network" : "other"
  if (status === 401 || status === 403) return "authentication"
  if (status === 429) return "rate-limited"
  return status >= 500 ? "overloaded" : "invalid-request"
}

const killings = {
  timeout: "it took too long",
  output: "it printed too much",
  disk: "it wrote too much",
  memory: "it used too much memory"
}

/** It ended without a last message. */
const unfinished = ({ unreadable }: ClaudeCodeSession, { end, errors }: Surroundings): AgentExecutorError => {
  if (end === null) return fail("other", "Claude Code did not end")
  if (end.killed !== null)
    return fail("other", `Claude Code was stopped: ${killings[end.killed]}. Make the task smaller`)
  if (/unknown option/i.test(errors))
    return fail("not-installed", `this Claude Code is too old, run \`claude update\`: ${errors.trim()}`)
  if (/not logged in|\/login/i.test(errors)) return fail("authentication", `${errors.trim()}. ${logIn}`)
  const how = end.exitCode === null ? "was killed" : `ended with exit code ${end.exitCode}`
  const last = [errors.trim(), unreadable === null ? "" : `it printed: ${unreadable}`, ...end.refused]
  return fail(
    "malformed-response",
    [`Claude Code ${how} before its work was finished`, ...last.filter((part) => part !== "")].join("; ")
  )
}
