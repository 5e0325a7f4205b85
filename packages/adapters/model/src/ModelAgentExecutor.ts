/**
 * The `AgentExecutor` on effect/ai's `LanguageModel`: one prompt, one answer, streamed and collected. Knows no
 * provider, offers no tools and repeats nothing: whether an error is worth another try is for the caller to decide.
 */
import { CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { RequestedModel } from "@layercake/core/agent/RequestedModel"
import {
  type AgentAnswer,
  AgentExecutor,
  type AgentExecutorError,
  type AgentRequest,
  type FinishReason
} from "@layercake/core/port/AgentExecutor"
import { Effect, Layer, Stream } from "effect"
import { LanguageModel, Model, Prompt, type Response, Telemetry } from "effect/ai"
import * as ModelCallFailure from "./ModelCallFailure.ts"
import * as ModelMetadata from "./ModelMetadata.ts"

/** Named for the provider and model, for example `replay/booking`. */
export const layer: Layer.Layer<
  AgentExecutor,
  never,
  LanguageModel.LanguageModel | Model.ProviderName | Model.ModelName
> = Layer.effect(
  AgentExecutor,
  Effect.gen(function* () {
    const model = yield* LanguageModel.LanguageModel
    const provider = yield* Model.ProviderName
    const modelName = yield* Model.ModelName
    const name = `${provider}/${modelName}`

    const execute = Effect.fn("ModelAgentExecutor.execute")(function* (request: AgentRequest) {
      const asked = request.model ?? modelName
      const collected = yield* model.streamText({ prompt: promptOf(request) }).pipe(
        Stream.provideService(CurrentAgentCall, request.call),
        Stream.provideService(RequestedModel, request.model),
        Stream.mapError((error) => ModelCallFailure.fromAiError(name, error)),
        Stream.runFoldEffect(nothingYet, (collected, part) => collect(name, collected, part))
      )
      if (collected.finish === undefined) return yield* ModelCallFailure.unfinished(name)

      const answered = collected.modelId ?? asked
      const usage = usageOf(collected.finish)
      yield* annotateSpan({
        provider: { name: provider },
        request: { model: asked },
        response: { model: answered, finishReasons: [collected.finish.reason] },
        usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }
      })
      return {
        text: collected.text,
        model: `${provider}/${answered}`,
        finishReason: finishReasons[collected.finish.reason],
        usage,
        recorded: collected.recorded
      } satisfies AgentAnswer
    })

    return AgentExecutor.of({ name, execute })
  })
)

/** Providers refuse empty messages, so an empty system text is left out. */
const promptOf = (request: AgentRequest): Prompt.Prompt => {
  const user = Prompt.make([{ role: "user", content: partsOf(request) }])
  return request.system === "" ? user : Prompt.setSystem(user, request.system)
}

/** What later calls begin with too is a part of its own, for providers that must be told what to keep. */
const partsOf = ({ prompt, stable = 0 }: AgentRequest): ReadonlyArray<Prompt.TextPartEncoded> =>
  stable <= 0 || stable >= prompt.length
    ? [{ type: "text", text: prompt }]
    : [
        { type: "text", text: prompt.slice(0, stable), options: { layercake: { kept: true } } },
        { type: "text", text: prompt.slice(stable) }
      ]

interface Collected {
  readonly text: string
  readonly modelId: string | undefined
  readonly recorded: boolean
  readonly finish: Response.FinishPart | undefined
}

const nothingYet = (): Collected => ({ text: "", modelId: undefined, recorded: false, finish: undefined })

const collect = (
  executor: string,
  collected: Collected,
  part: Response.StreamPart<{}>
): Effect.Effect<Collected, AgentExecutorError> => {
  switch (part.type) {
    case "text-delta":
      return Effect.succeed({ ...collected, text: collected.text + part.delta })
    case "response-metadata":
      return Effect.succeed({
        ...collected,
        modelId: part.modelId ?? collected.modelId,
        recorded: collected.recorded || ModelMetadata.read(part.metadata).recorded === true
      })
    case "finish":
      return Effect.succeed({ ...collected, finish: part })
    case "error":
      return Effect.fail(ModelCallFailure.reported(executor, String(part.error)))
    default:
      return Effect.succeed(collected)
  }
}

const finishReasons: Record<Response.FinishReason, FinishReason> = {
  stop: "stop",
  length: "length",
  "content-filter": "refusal",
  "tool-calls": "other",
  error: "other",
  pause: "other",
  other: "other",
  unknown: "other"
}

/** A count that the provider did not give is 0. */
const usageOf = ({ usage }: Response.FinishPart): AgentAnswer["usage"] => ({
  inputTokens: usage.inputTokens.total ?? 0,
  outputTokens: usage.outputTokens.total ?? 0,
  cachedInputTokens: usage.inputTokens.cacheRead ?? 0,
  ...(usage.inputTokens.cacheWrite === undefined
    ? {}
    : { cacheWriteInputTokens: usage.inputTokens.cacheWrite })
})

const annotateSpan = (attributes: Telemetry.GenAITelemetryAttributeOptions) =>
  Effect.ignore(Effect.map(Effect.currentSpan, (span) => Telemetry.addGenAIAnnotations(span, attributes)))
