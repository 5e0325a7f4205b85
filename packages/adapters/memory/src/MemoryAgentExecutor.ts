/**
 * An `AgentExecutor` that answers from a script: the reference for the port and a colleague for tests. Calls no model.
 */
import {
  type AgentAnswer,
  AgentExecutor,
  AgentExecutorError,
  type AgentRequest,
  type CallPricing
} from "@layercake/core/port/AgentExecutor"
import { Effect, Layer, Schema } from "effect"

export type MemoryAgentReply =
  | AgentAnswer
  | AgentExecutorError
  | Effect.Effect<AgentAnswer, AgentExecutorError>

const isFailure = Schema.is(AgentExecutorError)

/** `script` is asked once for every execution, also when the same call is repeated. Of unknown price when `pricing` is left out. */
export const layerWith = (
  script: (request: AgentRequest) => MemoryAgentReply,
  pricing?: CallPricing
): Layer.Layer<AgentExecutor> =>
  Layer.succeed(AgentExecutor, {
    name: pricing?.model ?? "memory",
    ...(pricing === undefined ? {} : { pricing }),
    execute: Effect.fn("MemoryAgentExecutor.execute")(function* (request) {
      const reply = script(request)
      if (isFailure(reply)) return yield* reply
      return Effect.isEffect(reply) ? yield* reply : reply
    })
  })
