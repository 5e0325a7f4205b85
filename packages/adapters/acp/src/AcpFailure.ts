/**
 * Says in the port's words what went wrong between LayerCake and an agent.
 */
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { RequestError } from "@agentclientprotocol/sdk"
import { Predicate } from "effect"

const longest = 1000

export const failWith =
  (executor: string) =>
  (reason: AgentExecutorError["reason"], detail: string): AgentExecutorError =>
    new AgentExecutorError({
      executor,
      reason,
      detail: detail.length > longest ? `${detail.slice(0, longest)}...` : detail
    })
export type Fail = ReturnType<typeof failWith>

/** JSON-RPC code with which an agent says that the user has to log in. */
const authRequired = -32_000

/** What the SDK throws when a call fails: the agent's own error, or that the connection is gone. */
export const ofThrown =
  (fail: Fail, step: string) =>
  (thrown: unknown): AgentExecutorError => {
    if (isRequestError(thrown))
      return thrown.code === authRequired
        ? fail(
            "authentication",
            `the agent wants a login at ${step}: ${thrown.message}. Log in with its own program`
          )
        : fail("other", `the agent refused ${step}: ${thrown.message}${detailOf(thrown.data)}`)
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return fail("malformed-response", `${away} at ${step}: ${message}`)
  }

const away = "the agent went away"

/** The connection broke; the end of the program behind it says more. */
export const isAway = (error: AgentExecutorError): boolean => error.detail.startsWith(away)

/** Also those of an agent in the same process that is built on another copy of the SDK. */
const isRequestError = (
  thrown: unknown
): thrown is { readonly code: number; readonly message: string; readonly data?: unknown } =>
  thrown instanceof RequestError ||
  (thrown instanceof Error && Predicate.hasProperty(thrown, "code") && typeof thrown.code === "number")

const detailOf = (data: unknown): string => {
  if (typeof data === "string") return ` (${data})`
  if (Predicate.hasProperty(data, "details")) return ` (${String(data.details)})`
  return Predicate.hasProperty(data, "message") ? ` (${String(data.message)})` : ""
}
