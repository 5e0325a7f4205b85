/**
 * A whole answer of the Responses API: its wire form as far as LayerCake reads it, and its parts in effect/ai's words.
 */
import { Option, Result, Schema } from "effect"
import type { Response } from "effect/ai"
import { argumentsOf, type Fault, otherThan } from "./OpenAiApi.ts"

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const ResponsesUsage = Schema.Struct({
  input_tokens: nullable(Schema.Int),
  output_tokens: nullable(Schema.Int),
  input_tokens_details: nullable(Schema.Struct({ cached_tokens: nullable(Schema.Int) })),
  output_tokens_details: nullable(Schema.Struct({ reasoning_tokens: nullable(Schema.Int) }))
})

/** How an answer ended; also what the last event of a stream carries. */
export const ResponsesEnding = Schema.Struct({
  id: Schema.String,
  model: Schema.String,
  status: nullable(Schema.String),
  error: nullable(Schema.Struct({ code: nullable(Schema.String), message: Schema.String })),
  incomplete_details: nullable(Schema.Struct({ reason: nullable(Schema.String) })),
  usage: nullable(ResponsesUsage)
})
export type ResponsesEnding = typeof ResponsesEnding.Type

export const FunctionCall = Schema.Struct({
  type: Schema.Literal("function_call"),
  call_id: Schema.String,
  name: Schema.String,
  arguments: Schema.String
})
export type FunctionCall = typeof FunctionCall.Type

const OutputMessage = Schema.Struct({
  type: Schema.Literal("message"),
  content: Schema.Array(
    Schema.Union([
      Schema.Struct({ type: Schema.Literal("output_text"), text: Schema.String }),
      Schema.Struct({ type: Schema.Literal("refusal"), refusal: Schema.String }),
      otherThan("output_text", "refusal")
    ])
  )
})

const ResponsesAnswer = Schema.Struct({
  ...ResponsesEnding.fields,
  output: Schema.Array(Schema.Union([OutputMessage, FunctionCall, otherThan("message", "function_call")]))
})

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(ResponsesAnswer))

export const partsOf = (json: string): Result.Result<Array<Response.PartEncoded>, Fault> =>
  decode(json).pipe(
    Result.mapError((error): Fault => ({ malformed: error.message })),
    Result.flatMap((answer) => {
      const contents = answer.output.flatMap((item) => (item.type === "message" ? item.content : []))
      const texts = contents.map((content) =>
        content.type === "output_text" ? content.text : content.type === "refusal" ? content.refusal : ""
      )
      const refused = contents.some((content) => content.type === "refusal")
      const calls = answer.output.filter((item) => item.type === "function_call")
      return Result.map(closing(answer, refused, calls), (parts) => [
        metadataOf(answer),
        ...texts.filter((text) => text !== "").map((text) => ({ type: "text" as const, text })),
        ...parts
      ])
    })
  )

export const metadataOf = (answer: {
  readonly id: string
  readonly model: string
}): Response.ResponseMetadataPartEncoded => ({
  type: "response-metadata",
  id: answer.id,
  modelId: answer.model
})

/** The tool calls and the finish. A call whose arguments the token limit cut off is left out. */
export const closing = (
  ending: ResponsesEnding,
  refused: boolean,
  functionCalls: ReadonlyArray<FunctionCall>
): Result.Result<Array<Response.ToolCallPartEncoded | Response.FinishPartEncoded>, Fault> => {
  if (ending.status === "failed") {
    const message = ending.error?.message ?? "the response failed without saying why"
    return Result.fail({ failed: { code: ending.error?.code, message } })
  }
  const reason = finishReasonOf(ending, refused, functionCalls.length > 0)
  if (reason === undefined) {
    return Result.fail({ malformed: `the response is handed over while its status is ${ending.status}` })
  }
  const calls: Array<Response.ToolCallPartEncoded> = []
  for (const call of functionCalls) {
    const params = argumentsOf(call.arguments)
    if (Option.isSome(params)) {
      calls.push({ type: "tool-call", id: call.call_id, name: call.name, params: params.value })
    } else if (reason !== "length") {
      return Result.fail({ malformed: `the arguments of the tool ${call.name} are not JSON` })
    }
  }
  return Result.succeed([...calls, { type: "finish", reason, usage: usageOf(ending) }])
}

/** Undefined when the response is not finished. */
const finishReasonOf = (
  ending: ResponsesEnding,
  refused: boolean,
  callsTools: boolean
): Response.FinishReason | undefined => {
  switch (ending.status ?? "completed") {
    case "completed":
      if (refused) return "content-filter"
      return callsTools ? "tool-calls" : "stop"
    case "incomplete":
      if (ending.incomplete_details?.reason === "max_output_tokens") return "length"
      return ending.incomplete_details?.reason === "content_filter" ? "content-filter" : "other"
    default:
      return undefined
  }
}

/** OpenAI counts cached tokens within `input_tokens`. */
const usageOf = ({ usage }: ResponsesEnding): Response.FinishPartEncoded["usage"] => {
  const total = usage?.input_tokens ?? undefined
  const cacheRead = usage?.input_tokens_details?.cached_tokens ?? undefined
  return {
    inputTokens: { total, cacheRead, uncached: total === undefined ? undefined : total - (cacheRead ?? 0) },
    outputTokens: {
      total: usage?.output_tokens ?? undefined,
      reasoning: usage?.output_tokens_details?.reasoning_tokens ?? undefined
    }
  }
}
