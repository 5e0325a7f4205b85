import { assert, describe, it } from "@effect/vitest"
import * as AnthropicLanguageModel from "@layercake/anthropic/AnthropicLanguageModel"
import * as LanguageModelConformance from "@layercake/conformance/LanguageModelConformance"
import * as LanguageModelFailureConformance from "@layercake/conformance/LanguageModelFailureConformance"
import { ProviderServer } from "@layercake/conformance/ProviderServer"
import { Cause, ConfigProvider, Effect, Layer, Redacted, Schema, Stream } from "effect"
import { LanguageModel } from "effect/ai"
import * as AnthropicServer from "./AnthropicServer.ts"

const apiKey = "sk-ant-secret-8d1f"
const model = "claude-test-1"

const server = AnthropicServer.layerWith(() => undefined)

const layer = Layer.unwrap(
  Effect.map(ProviderServer, ({ url }) =>
    AnthropicLanguageModel.layer({ apiKey: Redacted.make(apiKey), baseURL: url, model })
  )
).pipe(Layer.provideMerge(server))

LanguageModelConformance.suite("anthropic", layer, { apiKey, path: "/v1/messages", model })
LanguageModelFailureConformance.suite("anthropic", layer, { apiKey, overloadedStatus: 529 })

const Recipe = Schema.Struct({ name: Schema.String, layers: Schema.Int })

describe("AnthropicLanguageModel", () => {
  it.layer(layer)((it) => {
    it.effect("asks for an object by its schema and decodes it", () =>
      Effect.gen(function* () {
        const server = yield* ProviderServer
        yield* server.received
        yield* server.next({ _tag: "Text", text: '{"name":"Sponge","layers":3}' })

        const response = yield* LanguageModel.generateObject({ prompt: "A cake.", schema: Recipe })

        assert.deepStrictEqual(response.value, { name: "Sponge", layers: 3 })
        const [request] = yield* server.received
        assert.nestedPropertyVal(request, "body.output_config.format.type", "json_schema")
        assert.nestedProperty(request, "body.output_config.format.schema.properties.layers")
      })
    )

    it.effect("writes nothing to the console, not even when the stream is broken", () =>
      Effect.gen(function* () {
        const written = yield* capturedConsole
        yield* (yield* ProviderServer).next({ _tag: "Malformed" })

        yield* Effect.flip(Stream.runDrain(LanguageModel.streamText({ prompt: "Go on." })))

        assert.deepStrictEqual(written, [])
      })
    )
  })

  it.effect("fails as a network error when nobody listens at the address", () =>
    Effect.gen(function* () {
      const url = yield* Effect.provide(
        Effect.map(ProviderServer, (server) => server.url),
        server
      )

      const error = yield* Effect.flip(ask({ baseURL: url }))

      assert.strictEqual(error.reason._tag, "NetworkError")
      assert.include(error.message, "ECONNREFUSED")
    })
  )

  it.effect("says that a base URL is no URL", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask({ baseURL: "not a url" }))

      assert.strictEqual(error.reason._tag, "NetworkError")
      assert.isFalse(error.isRetryable)
    })
  )

  it.effect("does not show a key that no header can carry", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        ask({ baseURL: "http://127.0.0.1:9", apiKey: Redacted.make("sk-half\nsk-half") })
      )

      assert.strictEqual(error.reason._tag, "InvalidRequestError")
      assert.notInclude(Cause.pretty(Cause.fail(error)), "sk-half")
    })
  )

  it.effect("reads key, address and model from the configuration", () =>
    Effect.gen(function* () {
      const { url, next, received } = yield* ProviderServer
      const config = ConfigProvider.fromUnknown({
        ANTHROPIC_API_KEY: apiKey,
        ANTHROPIC_BASE_URL: `${url}/proxy/`,
        ANTHROPIC_MODEL: "claude-configured",
        ANTHROPIC_MAX_OUTPUT_TOKENS: "77"
      })
      yield* next({ _tag: "Text", text: "yes" })

      yield* LanguageModel.generateText({ prompt: "Are you there?" }).pipe(
        Effect.provide(Layer.provide(AnthropicLanguageModel.layerConfig, ConfigProvider.layer(config)))
      )

      const [request] = yield* received
      assert.strictEqual(request?.path, "/proxy/v1/messages")
      assert.nestedPropertyVal(request, "body.model", "claude-configured")
      assert.nestedPropertyVal(request, "body.max_tokens", 77)
    }).pipe(Effect.provide(server))
  )

  it.effect("names the setting that is missing", () =>
    Effect.gen(function* () {
      const config = ConfigProvider.fromUnknown({
        ANTHROPIC_MODEL: "claude-configured",
        ANTHROPIC_API_KEY: ""
      })

      const error = yield* Effect.flip(
        Layer.build(Layer.provide(AnthropicLanguageModel.layerConfig, ConfigProvider.layer(config)))
      )

      assert.include(String(error), "ANTHROPIC_API_KEY")
    }).pipe(Effect.scoped)
  )
})

const ask = (options: Partial<AnthropicLanguageModel.AnthropicOptions>) =>
  LanguageModel.generateText({ prompt: "Are you there?" }).pipe(
    Effect.provide(AnthropicLanguageModel.layer({ apiKey: Redacted.make(apiKey), model, ...options }))
  )

/** What goes to the global console while the test runs. */
const capturedConsole = Effect.acquireRelease(
  Effect.sync(() => {
    const written: Array<unknown> = []
    const before = { ...console }
    for (const level of ["debug", "log", "info", "warn", "error"] as const) {
      console[level] = (...args: ReadonlyArray<unknown>) => void written.push(args)
    }
    return { before, written }
  }),
  ({ before }) => Effect.sync(() => Object.assign(console, before))
).pipe(Effect.map(({ written }) => written))
