/**
 * The behaviour of every effect/ai `LanguageModel` that LayerCake builds on a provider's SDK, against a server that
 * speaks the provider's wire format. Whole and streamed answers must say the same.
 */
import { assert, it } from "@effect/vitest"
import { CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { RequestedModel } from "@layercake/core/agent/RequestedModel"
import { Effect, Exit, Fiber, type Layer, Predicate } from "effect"
import type { LanguageModel } from "effect/ai"
import { callFor } from "./AgentExecutorConformance.ts"
import { answerTo, encodeJson } from "./LanguageModelQuestion.ts"
import { ProviderServer } from "./ProviderServer.ts"

export const suite = <E>(
  name: string,
  layer: Layer.Layer<LanguageModel.LanguageModel | ProviderServer, E>,
  expected: {
    /** The key the language model was set up with. */
    readonly apiKey: string
    /** Where requests must arrive. */
    readonly path: string
    /** The model it was set up with. */
    readonly model: string
  }
) =>
  it.layer(layer)(`LanguageModel (${name})`, (it) => {
    for (const way of ["generateText", "streamText"] as const) {
      it.effect(`${way}: hands back the whole text`, () =>
        Effect.gen(function* () {
          const text = " Zwölf Boxkämpfer 🥊\r\n```\ndata: x\n```\n"

          const answer = yield* answerTo(way, { _tag: "Text", text })

          assert.strictEqual(answer.text, text)
          assert.strictEqual(answer.finishReason, "stop")
        })
      )

      it.effect(`${way}: counts cached tokens as part of the input`, () =>
        Effect.gen(function* () {
          const usage = { inputTokens: 1200, cachedInputTokens: 1000, outputTokens: 34 }

          const answer = yield* answerTo(way, { _tag: "Text", text: "yes", usage })

          assert.strictEqual(answer.usage.inputTokens.total, 1200)
          assert.strictEqual(answer.usage.inputTokens.cacheRead, 1000)
          assert.strictEqual(answer.usage.outputTokens.total, 34)
        })
      )

      it.effect(`${way}: names the model that answered`, () =>
        Effect.gen(function* () {
          const answer = yield* answerTo(way, { _tag: "Text", text: "yes" })

          assert.strictEqual(answer.modelId, `${expected.model}-2026-11-01`)
        })
      )

      it.effect(`${way}: says that an answer was cut at the token limit`, () =>
        Effect.gen(function* () {
          const answer = yield* answerTo(way, { _tag: "Cut", text: "const half =" })

          assert.strictEqual(answer.text, "const half =")
          assert.strictEqual(answer.finishReason, "length")
        })
      )

      it.effect(`${way}: says that the model declined`, () =>
        Effect.gen(function* () {
          const answer = yield* answerTo(way, { _tag: "Refusal", text: "I cannot help with that." })

          assert.strictEqual(answer.text, "I cannot help with that.")
          assert.strictEqual(answer.finishReason, "content-filter")
        })
      )

      it.effect(`${way}: runs the tool that the model asks for`, () =>
        Effect.gen(function* () {
          const { parts } = yield* answerTo(way, {
            _tag: "ToolCall",
            name: "LookUp",
            params: { word: "Käse", times: 2 }
          })

          const results = parts.filter((part) => part.type === "tool-result")
          assert.deepStrictEqual(
            results.map((part) => part.result),
            ["Käse Käse"]
          )
          assert.strictEqual(parts.find((part) => part.type === "finish")?.reason, "tool-calls")
        })
      )

      it.effect(`${way}: sends the tool's schema along`, () =>
        Effect.gen(function* () {
          const server = yield* ProviderServer
          yield* server.received
          yield* answerTo(way, { _tag: "Text", text: "no tool needed" })

          const [request] = yield* server.received

          const body = yield* encodeJson(request?.body)
          assert.include(body, "LookUp")
          assert.include(body, "Repeats a word.")
          assert.include(body, "times")
        })
      )

      it.effect(`${way}: runs no tool whose arguments were cut at the token limit`, () =>
        Effect.gen(function* () {
          const { finishReason, parts } = yield* answerTo(way, { _tag: "CutToolCall", name: "LookUp" })

          assert.strictEqual(finishReason, "length")
          assert.isFalse(parts.some((part) => part.type === "tool-result" && !part.isFailure))
        })
      )

      for (const reply of ["Silence", "Stall"] as const) {
        it.effect(`${way}: hangs up when it is interrupted (${reply})`, () =>
          Effect.gen(function* () {
            const server = yield* ProviderServer
            const fiber = yield* Effect.forkChild(answerTo(way, { _tag: reply }))
            yield* server.arrived

            yield* Fiber.interrupt(fiber)

            yield* server.hungUp
            assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
          })
        )
      }

      it.effect(`${way}: sends the call's idempotency key`, () =>
        Effect.gen(function* () {
          const server = yield* ProviderServer
          yield* server.received
          yield* answerTo(way, { _tag: "Text", text: "yes" }).pipe(
            Effect.provideService(CurrentAgentCall, callFor("key"))
          )
          yield* answerTo(way, { _tag: "Text", text: "yes" })

          const [inside, outside] = yield* server.received

          assert.strictEqual(inside?.headers["idempotency-key"], "run-key:1")
          assert.isUndefined(outside?.headers["idempotency-key"])
        })
      )

      it.effect(`${way}: asks its own model, or the one that the call wants`, () =>
        Effect.gen(function* () {
          const server = yield* ProviderServer
          yield* server.received
          yield* answerTo(way, { _tag: "Text", text: "yes" })
          yield* answerTo(way, { _tag: "Text", text: "yes" }).pipe(
            Effect.provideService(RequestedModel, "another-model")
          )

          const requests = yield* server.received

          assert.deepStrictEqual(
            requests.map((request) => modelOf(request.body)),
            [expected.model, "another-model"]
          )
        })
      )

      it.effect(`${way}: goes to the base URL with the key`, () =>
        Effect.gen(function* () {
          const server = yield* ProviderServer
          yield* server.received
          yield* answerTo(way, { _tag: "Text", text: "yes" })

          const [request] = yield* server.received

          assert.strictEqual(request?.path, expected.path)
          assert.include(yield* encodeJson(request?.headers), expected.apiKey)
        })
      )
    }

    it.effect("streamText: hands text on in pieces", () =>
      Effect.gen(function* () {
        const { parts } = yield* answerTo("streamText", { _tag: "Text", text: "one two three four" })

        assert.isAbove(parts.filter((part) => part.type === "text-delta").length, 1)
      })
    )
  })

const modelOf = (body: unknown): unknown => (Predicate.hasProperty(body, "model") ? body.model : undefined)
