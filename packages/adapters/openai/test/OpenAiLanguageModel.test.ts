import { assert, describe, it } from "@effect/vitest"
import * as LanguageModelConformance from "@layercake/conformance/LanguageModelConformance"
import * as LanguageModelFailureConformance from "@layercake/conformance/LanguageModelFailureConformance"
import { ProviderServer } from "@layercake/conformance/ProviderServer"
import * as OpenAiLanguageModel from "@layercake/openai/OpenAiLanguageModel"
import { Cause, ConfigProvider, Effect, Layer, Redacted, Schema, Stream } from "effect"
import { LanguageModel, Model } from "effect/ai"
import * as OpenAiServer from "./OpenAiServer.ts"

const apiKey = "sk-proj-secret-8d1f"
const model = "gpt-test-1"

const server = OpenAiServer.layerWith(() => undefined)

for (const api of ["chat", "responses"] as const) {
  const layer = Layer.unwrap(
    Effect.map(ProviderServer, ({ url }) =>
      OpenAiLanguageModel.layer({ apiKey: Redacted.make(apiKey), baseURL: `${url}/v1`, api, model })
    )
  ).pipe(Layer.provideMerge(server))
  const path = api === "chat" ? "/v1/chat/completions" : "/v1/responses"

  LanguageModelConformance.suite(`openai ${api}`, layer, { apiKey, path, model })
  LanguageModelFailureConformance.suite(`openai ${api}`, layer, { apiKey, overloadedStatus: 503 })
}

const Recipe = Schema.Struct({ name: Schema.String, layers: Schema.Int })

describe("OpenAiLanguageModel", () => {
  it.effect("sends no key where none is set, and asks by chat where a base URL is given", () =>
    Effect.gen(function* () {
      const { next, received, url } = yield* ProviderServer
      yield* next({ _tag: "Text", text: "yes" })

      yield* ask({ baseURL: `${url}/v1/` })

      const [request] = yield* received
      assert.strictEqual(request?.path, "/v1/chat/completions")
      assert.notProperty(request?.headers, "authorization")
    }).pipe(Effect.provide(server))
  )

  it.effect("names the provider for what it is", () =>
    Effect.gen(function* () {
      const options = [
        { apiKey: Redacted.make(apiKey) },
        { baseURL: "http://localhost:11434/v1" },
        { baseURL: "http://localhost:11434/v1", provider: "ollama" }
      ]

      const names = yield* Effect.forEach(options, (own) =>
        Effect.provide(Effect.service(Model.ProviderName), OpenAiLanguageModel.layer({ model, ...own }))
      )

      assert.deepStrictEqual(names, ["openai", "openai-compatible", "ollama"])
    })
  )

  for (const api of ["chat", "responses"] as const) {
    it.effect(`${api}: asks for an object by its schema and decodes it`, () =>
      Effect.gen(function* () {
        const { next, received, url } = yield* ProviderServer
        yield* next({ _tag: "Text", text: '{"name":"Sponge","layers":3}' })

        const response = yield* LanguageModel.generateObject({
          prompt: "A cake.",
          schema: Recipe,
          objectName: "recipe"
        }).pipe(Effect.provide(OpenAiLanguageModel.layer({ baseURL: `${url}/v1`, api, model })))

        assert.deepStrictEqual(response.value, { name: "Sponge", layers: 3 })
        const [request] = yield* received
        const format = api === "chat" ? "body.response_format.json_schema" : "body.text.format"
        assert.nestedPropertyVal(request, `${format}.name`, "recipe")
        assert.nestedProperty(request, `${format}.schema.properties.layers`)
      }).pipe(Effect.provide(server))
    )

    it.effect(`${api}: writes nothing to the console, not even when the stream is broken`, () =>
      Effect.gen(function* () {
        const written = yield* capturedConsole
        const { next, url } = yield* ProviderServer
        yield* next({ _tag: "Malformed" })

        yield* LanguageModel.streamText({ prompt: "Go on." }).pipe(
          Stream.runDrain,
          Effect.flip,
          Effect.provide(OpenAiLanguageModel.layer({ baseURL: `${url}/v1`, api, model }))
        )

        assert.deepStrictEqual(written, [])
      }).pipe(Effect.scoped, Effect.provide(server))
    )
  }

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

  it.effect("reads key, address, way of asking and model from the configuration", () =>
    Effect.gen(function* () {
      const { next, received, url } = yield* ProviderServer
      const config = ConfigProvider.fromUnknown({
        OPENAI_API_KEY: apiKey,
        OPENAI_BASE_URL: `${url}/v1`,
        OPENAI_API: "responses",
        OPENAI_MODEL: "gpt-configured",
        OPENAI_MAX_OUTPUT_TOKENS: "77"
      })
      yield* next({ _tag: "Text", text: "yes" })

      yield* LanguageModel.generateText({ prompt: "Are you there?" }).pipe(
        Effect.provide(Layer.provide(OpenAiLanguageModel.layerConfig, ConfigProvider.layer(config)))
      )

      const [request] = yield* received
      assert.strictEqual(request?.path, "/v1/responses")
      assert.nestedPropertyVal(request, "headers.authorization", `Bearer ${apiKey}`)
      assert.nestedPropertyVal(request, "body.model", "gpt-configured")
      assert.nestedPropertyVal(request, "body.max_output_tokens", 77)
    }).pipe(Effect.provide(server))
  )

  it.effect("wants a key for OpenAI itself", () =>
    Effect.gen(function* () {
      const config = ConfigProvider.fromUnknown({ OPENAI_MODEL: "gpt-configured" })

      const error = yield* Effect.flip(
        Layer.build(Layer.provide(OpenAiLanguageModel.layerConfig, ConfigProvider.layer(config)))
      )

      assert.include(String(error), "OPENAI_API_KEY")
    }).pipe(Effect.scoped)
  )
})

const ask = (options: Partial<OpenAiLanguageModel.OpenAiOptions>) =>
  LanguageModel.generateText({ prompt: "Are you there?" }).pipe(
    Effect.provide(OpenAiLanguageModel.layer({ model, ...options }))
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
