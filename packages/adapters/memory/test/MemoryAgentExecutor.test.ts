import { assert, describe, it } from "@effect/vitest"
import * as Conformance from "@layercake/conformance/AgentExecutorConformance"
import {
  type AgentAnswer,
  AgentExecutor,
  AgentExecutorError,
  type AgentRequest
} from "@layercake/core/port/AgentExecutor"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import { Deferred, Effect } from "effect"

const answer = (text: string, finishReason: AgentAnswer["finishReason"] = "stop"): AgentAnswer => ({
  text,
  model: "memory/script",
  finishReason,
  usage: { inputTokens: 12, outputTokens: 3, cachedInputTokens: 4 },
  recorded: false
})

const failure = (reason: AgentExecutorError["reason"], retryAfterMillis?: number) =>
  new AgentExecutorError({
    executor: "memory",
    reason,
    detail: "as the script says",
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
  })

const arrived = Deferred.makeUnsafe<void>()
const abandoned = Deferred.makeUnsafe<void>()

const script = (request: AgentRequest): MemoryAgentExecutor.MemoryAgentReply => {
  switch (request.call.step) {
    case "answer":
      return answer(Conformance.answerText)
    case "cut":
      return answer(Conformance.partialText, "length")
    case "refused":
      return answer("I would rather not.", "refusal")
    case "rate-limited":
      return failure("rate-limited", Conformance.retryAfterMillis)
    case "overloaded":
      return failure("overloaded")
    case "unauthorised":
      return failure("authentication")
    case "broken":
      return failure("network")
    case "silent":
      return Deferred.succeed(arrived, undefined).pipe(
        Effect.andThen(Effect.never),
        Effect.onInterrupt(() => Deferred.succeed(abandoned, undefined))
      )
    default:
      return answer(request.call.step)
  }
}

Conformance.suite("memory", MemoryAgentExecutor.layerWith(script), {
  plays: ["cut", "refused", "rate-limited", "overloaded", "unauthorised", "broken", "silent"],
  silent: { arrived: Deferred.await(arrived), abandoned: Deferred.await(abandoned) }
})

describe("MemoryAgentExecutor", () => {
  it.effect("asks the script each time, also for a call it has answered before", () => {
    let asked = 0
    return Effect.gen(function* () {
      const executor = yield* AgentExecutor
      yield* executor.execute(Conformance.requestFor("first"))

      const second = yield* executor.execute(Conformance.requestFor("first"))

      assert.strictEqual(second.text, "2")
    }).pipe(Effect.provide(MemoryAgentExecutor.layerWith(() => answer(String(++asked)))))
  })
})
