/**
 * A session of Claude Code as its output tells it: reads the messages one by one. Pure.
 */
import { Result } from "effect"
import { decodeLine, type Init, type Result as SessionResult } from "./ClaudeCodeMessage.ts"

export interface ClaudeCodeSession {
  readonly init: Init | null
  /** The model that spoke last. */
  readonly model: string | null
  /** What Claude Code last called an error of the provider. */
  readonly error: string | null
  /** When a limit that was reached ends, in milliseconds since 1970. */
  readonly limitedUntil: number | null
  readonly result: SessionResult | null
  /** The first line that could not be read. */
  readonly unreadable: string | null
}

export const initialSession: ClaudeCodeSession = {
  init: null,
  model: null,
  error: null,
  limitedUntil: null,
  result: null,
  unreadable: null
}

export const read = (session: ClaudeCodeSession, line: string): ClaudeCodeSession => {
  if (line.trim() === "") return session
  const decoded = decodeLine(line)
  if (Result.isFailure(decoded)) return { ...session, unreadable: session.unreadable ?? line.slice(0, 200) }
  const message = decoded.success
  switch (message.type) {
    case "system":
      return "permissionMode" in message ? { ...session, init: message } : session
    case "assistant": {
      const isModel = message.message.model !== "<synthetic>"
      return {
        ...session,
        model: isModel ? message.message.model : session.model,
        error: message.error ?? session.error
      }
    }
    case "rate_limit_event": {
      const { resetsAt, status } = message.rate_limit_info
      return status === "rejected" && resetsAt != null
        ? { ...session, limitedUntil: resetsAt * 1000 }
        : session
    }
    case "result":
      return { ...session, result: message }
    case "not read here":
    default:
      return session
  }
}
