/**
 * effect/ai's `LanguageModel` on Anthropic's Messages API, through Anthropic's own SDK. Text, system prompts with a
 * cache mark, thinking, tools and structured output; no files and none of Anthropic's own tools.
 *
 * The SDK still reads `ANTHROPIC_CUSTOM_HEADERS` from the environment; everything else it would read there is set here.
 */
import { Anthropic } from "@anthropic-ai/sdk"
import { CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { RequestedModel } from "@layercake/core/agent/RequestedModel"
import { Clock, Config, Effect, Layer, Option, Redacted, Result, Schema, Stream } from "effect"
import { AnthropicStructuredOutput, LanguageModel, Model } from "effect/ai"
import { type AnthropicCall, cutShort, whileAsking, whileReading, malformed } from "./AnthropicError.ts"
import { Message, partsOf } from "./AnthropicMessage.ts"
import * as MessageStream from "./AnthropicMessageStream.ts"
import * as AnthropicRequest from "./AnthropicRequest.ts"

export interface AnthropicOptions {
  readonly apiKey: Redacted.Redacted
  /** Without the `/v1`. Anthropic's own address when left out. */
  readonly baseURL?: string | undefined
  /** As the API names it; a call that asks for another model gets that one. */
  readonly model: string
  /** The API wants a limit with every request; 32,000 when left out. */
  readonly maxOutputTokens?: number | undefined
  /** How often the SDK repeats a failed request by itself. 0 when left out, so that retrying is visible to the caller. */
  readonly maxRetries?: number | undefined
}

export const layer = (
  options: AnthropicOptions
): Model.Model<"anthropic", LanguageModel.LanguageModel, never> =>
  Model.make("anthropic", options.model, Layer.effect(LanguageModel.LanguageModel, make(options)))

/** Reads ANTHROPIC_API_KEY, ANTHROPIC_MODEL and, where they are set, ANTHROPIC_BASE_URL and ANTHROPIC_MAX_OUTPUT_TOKENS. */
export const layerConfig = Layer.unwrap(
  Effect.gen(function* () {
    const baseURL = yield* Config.option(Config.NonEmptyString("ANTHROPIC_BASE_URL"))
    const maxOutputTokens = yield* Config.option(Config.Int("ANTHROPIC_MAX_OUTPUT_TOKENS"))
    return layer({
      apiKey: yield* Config.schema(Schema.Redacted(Schema.NonEmptyString), "ANTHROPIC_API_KEY"),
      model: yield* Config.NonEmptyString("ANTHROPIC_MODEL"),
      baseURL: Option.getOrUndefined(baseURL),
      maxOutputTokens: Option.getOrUndefined(maxOutputTokens)
    })
  })
)

const defaultMaxOutputTokens = 32_000

const make = Effect.fnUntraced(function* (options: AnthropicOptions) {
  const baseURL = options.baseURL ?? "https://api.anthropic.com"
  const client = new Anthropic({
    apiKey: Redacted.value(options.apiKey),
    authToken: null,
    webhookKey: null,
    baseURL,
    maxRetries: options.maxRetries ?? 0,
    timeout: 600_000,
    logLevel: "off",
    openTelemetry: false
  })

  const callOf = (method: AnthropicCall["method"]) =>
    Effect.map(Clock.Clock, (clock): AnthropicCall => ({
      method,
      url: `${baseURL.replace(/\/+$/, "")}/v1/messages`,
      apiKey: options.apiKey,
      clock
    }))

  const requestOf = Effect.fnUntraced(function* (
    call: AnthropicCall,
    provided: LanguageModel.ProviderOptions
  ) {
    const settings = {
      model: (yield* RequestedModel) ?? options.model,
      maxOutputTokens: options.maxOutputTokens ?? defaultMaxOutputTokens
    }
    // The API promises nothing about this header; gateways in front of it may.
    const agentCall = yield* CurrentAgentCall
    return {
      body: yield* AnthropicRequest.make(call, settings, provided),
      headers: agentCall === undefined ? {} : { "Idempotency-Key": agentCall.idempotencyKey }
    }
  })

  const generateText = Effect.fnUntraced(function* (provided: LanguageModel.ProviderOptions) {
    const call = yield* callOf("generateText")
    const { body, headers } = yield* requestOf(call, provided)
    const received = yield* Effect.tryPromise({
      try: (signal) => client.messages.create(body, { headers, signal }),
      catch: whileAsking(call)
    })
    const message = yield* Effect.mapError(decodeMessage(received), (error) => malformed(call, error.message))
    return partsOf(message)
  })

  const streamText = (provided: LanguageModel.ProviderOptions) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const call = yield* callOf("streamText")
        const { body, headers } = yield* requestOf(call, provided)
        const { signal } = yield* abortedWithScope
        const events = yield* Effect.tryPromise({
          try: () => client.messages.create({ ...body, stream: true }, { headers, signal }),
          catch: whileAsking(call)
        })
        return Stream.fromAsyncIterable<unknown, ReturnType<typeof cutShort>>(
          events,
          whileReading(call)
        ).pipe(
          Stream.concat(Stream.succeed(endOfStream)),
          Stream.mapAccumEffect(
            () => MessageStream.initialState,
            (state, event) =>
              Effect.fromResult(event === endOfStream ? complete(call, state) : read(call, state, event))
          )
        )
      })
    )

  return yield* LanguageModel.make({
    generateText,
    streamText,
    codecTransformer: AnthropicStructuredOutput.toCodecAnthropic
  })
})

const decodeMessage = Schema.decodeUnknownEffect(Message)
const decodeEvent = Schema.decodeUnknownResult(MessageStream.MessageEvent)

/** Leaving the stream, for whatever reason, ends the HTTP request, also while the next event is awaited. */
const abortedWithScope = Effect.acquireRelease(
  Effect.sync(() => new AbortController()),
  (controller) => Effect.sync(() => controller.abort())
)

const endOfStream = Symbol("end of stream")

const read = (call: AnthropicCall, state: MessageStream.MessageStreamState, event: unknown) =>
  decodeEvent(event).pipe(
    Result.mapError((error) => error.message),
    Result.flatMap((event) => MessageStream.step(state, event)),
    Result.mapError((description) => malformed(call, description))
  )

/** The SDK takes a connection that closes early for the end. */
const complete = (call: AnthropicCall, state: MessageStream.MessageStreamState) => {
  if (state.stopped) return Result.succeed<MessageStream.Step>([state, []])
  return Result.fail(
    state.started
      ? cutShort(call)
      : malformed(call, "no events of the Messages API in the answer; check the base URL")
  )
}
