import { assert, describe, it } from "@effect/vitest"
import type { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import * as ModelCallFailure from "@layercake/model/ModelCallFailure"
import { Cause, Duration } from "effect"
import { AiError } from "effect/ai"

const failureOf = (reason: AiError.AiErrorReason) =>
  ModelCallFailure.fromAiError(
    "bakery/oven-1",
    AiError.make({ module: "Bakery", method: "streamText", reason })
  )

const network = (more: Partial<AiError.NetworkError>) =>
  new AiError.NetworkError({ reason: "TransportError", method: "POST", url: "http://localhost/v1", ...more })

describe("ModelCallFailure", () => {
  const reasons: ReadonlyArray<readonly [AiError.AiErrorReason, AgentExecutorError["reason"], boolean]> = [
    [new AiError.RateLimitError({}), "rate-limited", true],
    [new AiError.InternalProviderError({ description: "d" }), "overloaded", true],
    [network({}), "network", true],
    [network({ cause: new Cause.TimeoutError() }), "timeout", true],
    [network({ reason: "InvalidUrlError" }), "invalid-request", false],
    [new AiError.QuotaExhaustedError({}), "quota", false],
    [new AiError.AuthenticationError({ kind: "MissingKey" }), "authentication", false],
    [new AiError.InvalidRequestError({ description: "d" }), "invalid-request", false],
    [
      new AiError.InvalidRequestError({ metadata: { layercake: { reason: "missing-recording" } } }),
      "missing-recording",
      false
    ],
    [new AiError.ContentPolicyError({ description: "d" }), "invalid-request", false],
    [new AiError.InvalidResponseError({ description: "d" }), "malformed-response", false],
    [new AiError.InvalidOutputError({ description: "d" }), "malformed-response", false],
    [new AiError.UnknownError({}), "other", false]
  ]
  for (const [given, reason, isRetryable] of reasons) {
    it(`reports ${given._tag} as ${reason} (${given.message.split("\n")[0]})`, () => {
      const error = failureOf(given)

      assert.deepStrictEqual(
        [error.executor, error.reason, error.isRetryable],
        ["bakery/oven-1", reason, isRetryable]
      )
      assert.notStrictEqual(error.detail, "")
    })
  }

  it("keeps how long to wait, in whole milliseconds and never less", () => {
    const error = failureOf(new AiError.RateLimitError({ retryAfter: Duration.seconds(0.0015) }))

    assert.strictEqual(error.retryAfterMillis, 2)
  })

  it("keeps the retry hint and the words of an overloaded provider", () => {
    const error = failureOf(
      new AiError.InternalProviderError({
        description: "d",
        metadata: { layercake: { retryAfterMillis: 1500, detail: "come back later" } }
      })
    )

    assert.deepStrictEqual([error.retryAfterMillis, error.detail], [1500, "come back later"])
  })

  it("is not misled by metadata of others", () => {
    const error = failureOf(
      new AiError.InternalProviderError({
        description: "d",
        metadata: { layercake: { reason: "no such reason" } }
      })
    )

    assert.strictEqual(error.reason, "overloaded")
  })

  it("drops the cause, which may hold whole requests", () => {
    const error = failureOf(
      network({ description: "hung up", cause: new Error("Authorization: Bearer sk-key") })
    )

    assert.notInclude(Cause.pretty(Cause.fail(error)), "sk-key")
  })
})
