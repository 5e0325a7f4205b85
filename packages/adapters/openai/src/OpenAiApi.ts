/**
 * What OpenAI's two ways to ask a model have in common, so that one language model can speak either: Chat Completions,
 * which everybody imitates, and Responses.
 */
import { Effect, Predicate, type Result, Schema } from "effect"
import {
  type AiError,
  type LanguageModel,
  OpenAiStructuredOutput,
  Prompt,
  type Response,
  Tool
} from "effect/ai"
import type { OpenAI } from "openai"
import { type OpenAiCall, type ReportedFailure, unsupported, unsupportedSchema } from "./OpenAiError.ts"

export interface OpenAiSettings {
  readonly model: string
  readonly maxOutputTokens: number | undefined
  /** True for a server that is not OpenAI's own. */
  readonly compatible: boolean
}

/** Why an answer cannot be used: it is not in the API's form, or the provider says that it failed. */
export type Fault = { readonly malformed: string } | { readonly failed: ReportedFailure }

export type Step<State> = readonly [state: State, parts: ReadonlyArray<Response.StreamPartEncoded>]

export interface RequestOptions {
  readonly headers: Record<string, string>
  readonly signal: AbortSignal
}

export interface OpenAiApi<Body, State> {
  /** Below the base URL. */
  readonly path: string
  readonly request: (
    call: OpenAiCall,
    settings: OpenAiSettings,
    provided: LanguageModel.ProviderOptions
  ) => Effect.Effect<Body, AiError.AiError>
  /** The raw HTTP response: the SDK trips over bodies that are not the API's. */
  readonly ask: (client: OpenAI, body: Body, options: RequestOptions) => Promise<{ text(): Promise<string> }>
  readonly stream: (client: OpenAI, body: Body, options: RequestOptions) => Promise<AsyncIterable<unknown>>
  /** Reads a whole answer, as JSON text. */
  readonly parts: (json: string) => Result.Result<Array<Response.PartEncoded>, Fault>
  readonly initialState: State
  /** Reads one event of a streamed answer. */
  readonly step: (state: State, event: unknown) => Result.Result<Step<State>, Fault>
  /** What is left to say when the stream has ended; null when it ended too early. */
  readonly end: (state: State) => Result.Result<ReadonlyArray<Response.StreamPartEncoded>, Fault> | null
  /** Whether anything of an answer has been seen. */
  readonly started: (state: State) => boolean
}

/** A thing of a kind that LayerCake does not read. A known kind in a wrong form is not one of these: it is an error. */
export const otherThan = (...known: ReadonlyArray<string>) =>
  Schema.declare(
    (value): value is { readonly type: "not read here" } =>
      Predicate.hasProperty(value, "type") && typeof value.type === "string" && !known.includes(value.type)
  )

/** Text of a user or an assistant; parts that say nothing in words are left out, files refused. */
export const textOf = (
  call: OpenAiCall,
  parts: ReadonlyArray<Prompt.Part>
): Effect.Effect<string, AiError.AiError> =>
  parts.some((part) => part.type === "file")
    ? Effect.fail(unsupported(call, "files are not sent to this model; put their text in the prompt"))
    : Effect.succeed(parts.map((part) => (part.type === "text" ? part.text : "")).join(""))

const encodeJson = Schema.encodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))

export const jsonOf = (call: OpenAiCall, value: unknown): Effect.Effect<string, AiError.AiError> =>
  Effect.mapError(encodeJson(value), (error) =>
    unsupported(call, `a tool's value is not JSON: ${error.message}`)
  )

export const toolResultOf = (
  call: OpenAiCall,
  part: Prompt.ToolResultPart
): Effect.Effect<string, AiError.AiError> => {
  if (part.modelOutput !== undefined) return Effect.succeed(Prompt.toolModelOutputToText(part.modelOutput))
  return typeof part.result === "string" ? Effect.succeed(part.result) : jsonOf(call, part.result)
}

/** Not in strict mode: the arguments are checked against the schema when they arrive. */
export const functionOf = Effect.fnUntraced(function* (call: OpenAiCall, tool: Tool.Any) {
  if (Tool.isProviderDefined(tool)) {
    return yield* unsupported(
      call,
      `${tool.name} is a provider's own tool; only tools with a schema are sent`
    )
  }
  const description = Tool.getDescription(tool)
  return {
    name: tool.name,
    parameters: { ...Tool.getJsonSchema(tool) },
    ...(description === undefined ? {} : { description })
  }
})

export const objectSchemaOf = (call: OpenAiCall, schema: Schema.Top) =>
  Effect.try({
    try: (): { [key: string]: unknown } => ({ ...OpenAiStructuredOutput.toCodecOpenAI(schema).jsonSchema }),
    catch: (error) => unsupportedSchema(call, String(error))
  })

const decodeArguments = Schema.decodeOption(Schema.fromJsonString(Schema.Unknown))

/** None where they are not JSON; a tool without parameters may come with an empty text. */
export const argumentsOf = (text: string) => decodeArguments(text.trim() === "" ? "{}" : text)
