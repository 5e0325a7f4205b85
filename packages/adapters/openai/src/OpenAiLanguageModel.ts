/**
 * effect/ai's `LanguageModel` on OpenAI's SDK, for OpenAI itself and for servers that speak its Chat Completions, such
 * as Ollama, vLLM and LM Studio. Text, system prompts, tools and structured output; no files and none of OpenAI's own
 * tools.
 *
 * The SDK still reads `OPENAI_CUSTOM_HEADERS` from the environment; everything else it would read there is set here.
 */
import { CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { RequestedModel } from "@layercake/core/agent/RequestedModel"
import { Clock, Config, Effect, Layer, Option, Redacted, Result, Schema, Stream } from "effect"
import { LanguageModel, Model, OpenAiStructuredOutput } from "effect/ai"
import { OpenAI } from "openai"
import type { Fault, OpenAiApi, OpenAiSettings, RequestOptions, Step } from "./OpenAiApi.ts"
import * as ChatAnswer from "./OpenAiChatAnswer.ts"
import * as ChatRequest from "./OpenAiChatRequest.ts"
import * as ChatStream from "./OpenAiChatStream.ts"
import { cutShort, whileAsking, whileReading, malformed, type OpenAiCall, reported } from "./OpenAiError.ts"
import * as ResponsesAnswer from "./OpenAiResponsesAnswer.ts"
import * as ResponsesRequest from "./OpenAiResponsesRequest.ts"
import * as ResponsesStream from "./OpenAiResponsesStream.ts"

export interface OpenAiOptions {
  /** Left out for a server that asks for none; no key is sent then. */
  readonly apiKey?: Redacted.Redacted | undefined
  /** With the `/v1`, for example `http://localhost:11434/v1`. OpenAI's own address when left out. */
  readonly baseURL?: string | undefined
  /** `chat` when left out and a base URL is given, otherwise `responses`. */
  readonly api?: "chat" | "responses" | undefined
  /** As the API names it; a call that asks for another model gets that one. */
  readonly model: string
  /** The server's own limit when left out. */
  readonly maxOutputTokens?: number | undefined
  /** Who answers, for the log: `openai-compatible` when left out and a base URL is given, otherwise `openai`. */
  readonly provider?: string | undefined
  /** How often the SDK repeats a failed request by itself. 0 when left out, so that retrying is visible to the caller. */
  readonly maxRetries?: number | undefined
}

export const layer = (options: OpenAiOptions): Model.Model<string, LanguageModel.LanguageModel, never> => {
  const compatible = options.baseURL !== undefined
  const api = options.api ?? (compatible ? "chat" : "responses")
  return Model.make(
    options.provider ?? (compatible ? "openai-compatible" : "openai"),
    options.model,
    Layer.effect(LanguageModel.LanguageModel, api === "chat" ? make(options, chat) : make(options, responses))
  )
}

/**
 * Reads OPENAI_MODEL and OPENAI_API_KEY, which may be left out where OPENAI_BASE_URL is set, and, where they are set,
 * OPENAI_API (`chat` or `responses`) and OPENAI_MAX_OUTPUT_TOKENS.
 */
export const layerConfig = Layer.unwrap(
  Effect.gen(function* () {
    const baseURL = yield* Config.option(Config.NonEmptyString("OPENAI_BASE_URL"))
    const apiKey = Config.schema(Schema.Redacted(Schema.NonEmptyString), "OPENAI_API_KEY")
    const api = yield* Config.option(Config.Literals(["chat", "responses"], "OPENAI_API"))
    const maxOutputTokens = yield* Config.option(Config.Int("OPENAI_MAX_OUTPUT_TOKENS"))
    return layer({
      apiKey: Option.isSome(baseURL) ? Option.getOrUndefined(yield* Config.option(apiKey)) : yield* apiKey,
      baseURL: Option.getOrUndefined(baseURL),
      api: Option.getOrUndefined(api),
      model: yield* Config.NonEmptyString("OPENAI_MODEL"),
      maxOutputTokens: Option.getOrUndefined(maxOutputTokens)
    })
  })
)

const chat: OpenAiApi<ChatRequest.ChatRequest, ChatStream.ChatStreamState> = {
  path: "/chat/completions",
  request: ChatRequest.make,
  ask: (client, body, options) => client.chat.completions.create(body, options).asResponse(),
  stream: (client, body, options) =>
    client.chat.completions.create(
      { ...body, stream: true, stream_options: { include_usage: true } },
      options
    ),
  parts: ChatAnswer.partsOf,
  initialState: ChatStream.initialState,
  step: ChatStream.step,
  end: ChatStream.end,
  started: (state) => state.started
}

const responses: OpenAiApi<ResponsesRequest.ResponsesRequest, ResponsesStream.ResponsesStreamState> = {
  path: "/responses",
  request: ResponsesRequest.make,
  ask: (client, body, options) => client.responses.create(body, options).asResponse(),
  stream: (client, body, options) => client.responses.create({ ...body, stream: true }, options),
  parts: ResponsesAnswer.partsOf,
  initialState: ResponsesStream.initialState,
  step: ResponsesStream.step,
  end: ResponsesStream.end,
  started: (state) => state.started
}

const make = Effect.fnUntraced(function* <Body, State>(options: OpenAiOptions, api: OpenAiApi<Body, State>) {
  const baseURL = options.baseURL ?? "https://api.openai.com/v1"
  const client = new OpenAI({
    // The SDK insists on a key; without one its header is left out.
    apiKey: options.apiKey === undefined ? "none" : Redacted.value(options.apiKey),
    ...(options.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL,
    maxRetries: options.maxRetries ?? 0,
    timeout: 600_000,
    logLevel: "off"
  })

  const callOf = (method: OpenAiCall["method"]) =>
    Effect.map(Clock.Clock, (clock): OpenAiCall => ({
      method,
      url: `${baseURL.replace(/\/+$/, "")}${api.path}`,
      apiKey: options.apiKey ?? null,
      clock
    }))

  const requestOf = Effect.fnUntraced(function* (call: OpenAiCall, provided: LanguageModel.ProviderOptions) {
    const settings: OpenAiSettings = {
      model: (yield* RequestedModel) ?? options.model,
      maxOutputTokens: options.maxOutputTokens,
      compatible: options.baseURL !== undefined
    }
    // The API promises nothing about this header; gateways in front of it may.
    const agentCall = yield* CurrentAgentCall
    const headers: RequestOptions["headers"] =
      agentCall === undefined ? {} : { "Idempotency-Key": agentCall.idempotencyKey }
    return { body: yield* api.request(call, settings, provided), headers }
  })

  const generateText = Effect.fnUntraced(function* (provided: LanguageModel.ProviderOptions) {
    const call = yield* callOf("generateText")
    const { body, headers } = yield* requestOf(call, provided)
    const json = yield* Effect.tryPromise({
      try: (signal) => api.ask(client, body, { headers, signal }).then((response) => response.text()),
      catch: whileAsking(call)
    })
    return yield* Effect.fromResult(Result.mapError(api.parts(json), (fault) => errorOf(call, fault)))
  })

  const streamText = (provided: LanguageModel.ProviderOptions) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const call = yield* callOf("streamText")
        const { body, headers } = yield* requestOf(call, provided)
        const { signal } = yield* abortedWithScope
        const events = yield* Effect.tryPromise({
          try: () => api.stream(client, body, { headers, signal }),
          catch: whileAsking(call)
        })
        return Stream.fromAsyncIterable(events, whileReading(call)).pipe(
          Stream.concat(Stream.succeed(endOfStream)),
          Stream.mapAccumEffect(
            () => api.initialState,
            (state, event) =>
              Effect.fromResult(
                event === endOfStream ? complete(call, api, state) : read(call, api, state, event)
              )
          )
        )
      })
    )

  return yield* LanguageModel.make({
    generateText,
    streamText,
    codecTransformer: OpenAiStructuredOutput.toCodecOpenAI
  })
})

/** Leaving the stream, for whatever reason, ends the HTTP request, also while the next event is awaited. */
const abortedWithScope = Effect.acquireRelease(
  Effect.sync(() => new AbortController()),
  (controller) => Effect.sync(() => controller.abort())
)

const endOfStream = Symbol("end of stream")

const errorOf = (call: OpenAiCall, fault: Fault) =>
  "failed" in fault ? reported(call, fault.failed) : malformed(call, fault.malformed)

const read = <Body, State>(call: OpenAiCall, api: OpenAiApi<Body, State>, state: State, event: unknown) =>
  Result.mapError(api.step(state, event), (fault) => errorOf(call, fault))

/** The SDK takes a connection that closes early for the end. */
const complete = <Body, State>(call: OpenAiCall, api: OpenAiApi<Body, State>, state: State) => {
  const parts = api.end(state)
  if (parts !== null) {
    return Result.mapBoth(parts, {
      onFailure: (fault) => errorOf(call, fault),
      onSuccess: (parts): Step<State> => [state, parts]
    })
  }
  return Result.fail(
    api.started(state)
      ? cutShort(call)
      : malformed(call, "no events of this API in the answer; check the base URL")
  )
}
