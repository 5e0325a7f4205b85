import { assert, describe, it } from "@effect/vitest"
import * as OpenAiError from "@layercake/openai/OpenAiError"
import { Cause, Clock, Duration, Effect, Redacted } from "effect"
import { APIConnectionError, APIConnectionTimeoutError, RateLimitError } from "openai"

const errorFrom = (thrown: unknown, url = "http://localhost/v1/chat/completions") =>
  Effect.map(Clock.Clock, (clock) =>
    OpenAiError.whileReading({ method: "streamText", url, apiKey: Redacted.make("sk-key"), clock })(thrown)
  )

const socketError = (code: string) => Object.assign(new Error("as the socket says"), { code })

describe("OpenAiError", () => {
  it.effect("tells a timeout from other trouble with the network", () =>
    Effect.gen(function* () {
      const timeouts = [
        new APIConnectionTimeoutError(),
        new TypeError("terminated", { cause: socketError("UND_ERR_BODY_TIMEOUT") }),
        new APIConnectionError({ cause: new TypeError("fetch failed", { cause: socketError("ETIMEDOUT") }) })
      ]
      const others = [
        new TypeError("terminated", { cause: socketError("UND_ERR_SOCKET") }),
        new APIConnectionError({ cause: new TypeError("fetch failed", { cause: socketError("ENOTFOUND") }) })
      ]

      const reasons = (yield* Effect.forEach([...timeouts, ...others], (thrown) => errorFrom(thrown))).map(
        (error) => error.reason
      )

      assert.deepStrictEqual(
        reasons.map((reason) => reason._tag === "NetworkError" && Cause.isTimeoutError(reason.cause)),
        [true, true, true, false, false]
      )
    })
  )

  it.effect("shows neither a password in the address nor a page of text", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom(
        new TypeError("terminated", {
          cause: Object.assign(new Error(`https://me:pass-word@host/${"x".repeat(5000)}`), {
            code: "UND_ERR"
          })
        }),
        "https://me:pass-word@host/v1/chat/completions"
      )

      assert.notInclude(error.message, "pass-word")
      assert.isBelow(error.message.length, 1500)
    })
  )

  it.effect("does not guess at what it does not know", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom({ odd: true })

      assert.strictEqual(error.reason._tag, "UnknownError")
    })
  )

  it.effect("prefers the wait in milliseconds, which some servers send besides", () =>
    Effect.gen(function* () {
      const headers = new Headers({ "retry-after-ms": "250", "retry-after": "1" })

      const error = yield* errorFrom(new RateLimitError(429, { message: "slow down" }, undefined, headers))

      assert.deepStrictEqual(error.retryAfter, Duration.millis(250))
    })
  )
})
