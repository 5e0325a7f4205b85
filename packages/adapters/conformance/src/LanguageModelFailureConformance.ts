/**
 * How every effect/ai `LanguageModel` that LayerCake builds on a provider's SDK fails: with the right reason, after one
 * request, without half an answer and without the key.
 */
import { assert, it } from "@effect/vitest"
import { Cause, Duration, Effect, Exit, Inspectable, type Layer, Logger, Tracer } from "effect"
import type { LanguageModel } from "effect/ai"
import { answerTo, errorOf } from "./LanguageModelQuestion.ts"
import { recordingTracer } from "./RecordingTracer.ts"
import { ProviderServer, type Reply } from "./ProviderServer.ts"

export const suite = <E>(
  name: string,
  layer: Layer.Layer<LanguageModel.LanguageModel | ProviderServer, E>,
  expected: {
    /** The key the language model was set up with. */
    readonly apiKey: string
    /** The status with which this provider says that it is overloaded. */
    readonly overloadedStatus: number
  }
) =>
  it.layer(layer)(`LanguageModel (${name}) when it fails`, (it) => {
    for (const way of ["generateText", "streamText"] as const) {
      it.effect(`${way}: says how many seconds to wait when it is limited`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, {
            _tag: "Failure",
            status: 429,
            kind: "rate-limit",
            message: "slow down",
            headers: { "retry-after": "7" }
          })

          assert.strictEqual(error.reason._tag, "RateLimitError")
          assert.deepStrictEqual(error.retryAfter, Duration.seconds(7))
        })
      )

      it.effect(`${way}: reads a date to wait for`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, {
            _tag: "Failure",
            status: 429,
            kind: "rate-limit",
            message: "slow down",
            headers: { "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" }
          })

          assert.deepStrictEqual(error.retryAfter, Duration.seconds(90))
        })
      )

      it.effect(`${way}: is limited without a hint when the hint makes no sense`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, {
            _tag: "Failure",
            status: 429,
            kind: "rate-limit",
            message: "slow down",
            headers: { "retry-after": "in a while" }
          })

          assert.strictEqual(error.reason._tag, "RateLimitError")
          assert.isUndefined(error.retryAfter)
        })
      )

      const failures = [
        [429, "quota", "QuotaExhaustedError", false],
        [expected.overloadedStatus, "overloaded", "InternalProviderError", true],
        [500, "server", "InternalProviderError", true],
        [504, "server", "NetworkError", true],
        [401, "authentication", "AuthenticationError", false],
        [403, "permission", "AuthenticationError", false],
        [400, "request", "InvalidRequestError", false],
        [404, "request", "InvalidRequestError", false]
      ] as const
      for (const [status, kind, tag, isRetryable] of failures) {
        it.effect(`${way}: reports status ${status} (${kind}) as ${tag}`, () =>
          Effect.gen(function* () {
            const error = yield* errorOf(way, {
              _tag: "Failure",
              status,
              kind,
              message: "the provider's own words",
              headers: { "retry-after": "7" }
            })

            assert.strictEqual(error.reason._tag, tag)
            assert.strictEqual(error.isRetryable, isRetryable)
            if (tag === "InternalProviderError") {
              assert.nestedPropertyVal(error.reason, "metadata.layercake.retryAfterMillis", 7000)
            }
            if (tag !== "QuotaExhaustedError") assert.include(error.message, "the provider's own words")
          })
        )
      }

      it.effect(`${way}: asks once only, so that trying again is the caller's decision`, () =>
        Effect.gen(function* () {
          const server = yield* ProviderServer
          yield* server.received

          yield* errorOf(way, { _tag: "Failure", status: 500, kind: "server", message: "no" })

          assert.strictEqual((yield* server.received).length, 1)
        })
      )

      it.effect(`${way}: fails when the connection is reset in the middle`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, { _tag: "Reset" })

          assert.strictEqual(error.reason._tag, "NetworkError")
          assert.isTrue(error.isRetryable)
        })
      )

      it.effect(`${way}: fails when the provider sends something that is not JSON`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, { _tag: "Malformed" })

          assert.strictEqual(error.reason._tag, "InvalidResponseError")
        })
      )

      it.effect(`${way}: fails when something else answers at the address`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf(way, { _tag: "NotTheApi" })

          assert.strictEqual(error.reason._tag, "InvalidResponseError")
        })
      )

      it.effect(`${way}: never shows the key, even if the provider repeats it`, () =>
        Effect.gen(function* () {
          const seen: Array<string> = []
          const replies: ReadonlyArray<Reply> = [
            ...[400, 401, 403, 429, 500].map((status): Reply => ({
              _tag: "Failure",
              status,
              kind: "request",
              message: `Incorrect API key provided: ${expected.apiKey}.`
            })),
            { _tag: "Malformed" },
            { _tag: "Reset" }
          ]
          for (const reply of replies) {
            const exit = yield* Effect.exit(answerTo(way, reply)).pipe(
              Effect.tap((exit) => Effect.logError("failed", exit)),
              Effect.provide(Logger.layer([Logger.map(Logger.formatJson, (line) => void seen.push(line))])),
              Effect.provideService(Tracer.Tracer, recordingTracer(seen))
            )
            if (Exit.isFailure(exit))
              seen.push(Cause.pretty(exit.cause), Inspectable.toStringUnknown(exit.cause))
          }

          assert.isAbove(seen.length, replies.length * 3)
          for (const text of seen) assert.notInclude(text, expected.apiKey)
        })
      )
    }

    it.effect("streamText: fails when the connection closes before the answer is complete", () =>
      Effect.gen(function* () {
        const error = yield* errorOf("streamText", { _tag: "EndsEarly" })

        assert.strictEqual(error.reason._tag, "NetworkError")
        assert.isTrue(error.isRetryable)
      })
    )

    it.effect("streamText: fails when the provider gives up in the middle", () =>
      Effect.gen(function* () {
        const error = yield* errorOf("streamText", { _tag: "FailureInStream" })

        assert.strictEqual(error.reason._tag, "InternalProviderError")
        assert.isTrue(error.isRetryable)
      })
    )
  })
