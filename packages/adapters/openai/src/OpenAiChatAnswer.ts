/**
 * A whole answer of Chat Completions: its wire form as far as LayerCake reads it, and its parts in effect/ai's words.
 */
import { Option, Result, Schema } from "effect"
import type { Response } from "effect/ai"
import { argumentsOf, type Fault } from "./OpenAiApi.ts"

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const ChatUsage = Schema.Struct({
  prompt_tokens: nullable(Schema.Int),
  completion_tokens: nullable(Schema.Int),
  prompt_tokens_details: nullable(Schema.Struct({ cached_tokens: nullable(Schema.Int) })),
  completion_tokens_details: nullable(Schema.Struct({ reasoning_tokens: nullable(Schema.Int) }))
})
export type ChatUsage = typeof ChatUsage.Type

const ChatAnswer = Schema.Struct({
  id: nullable(Schema.String),
  model: nullable(Schema.String),
  choices: Schema.NonEmptyArray(
    Schema.Struct({
      message: Schema.Struct({
        content: nullable(Schema.String),
        refusal: nullable(Schema.String),
        tool_calls: nullable(
          Schema.Array(
            Schema.Struct({
              id: Schema.String,
              function: Schema.Struct({ name: Schema.String, arguments: Schema.String })
            })
          )
        )
      }),
      finish_reason: nullable(Schema.String)
    })
  ),
  usage: nullable(ChatUsage)
})

/** What whole and streamed answers come to. */
export interface ChatOutcome {
  readonly finishReason: string | null
  readonly refused: boolean
  readonly toolCalls: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly arguments: string
  }>
  readonly usage: ChatUsage | null
}

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(ChatAnswer))

export const partsOf = (json: string): Result.Result<Array<Response.PartEncoded>, Fault> =>
  decode(json).pipe(
    Result.mapError((error): Fault => ({ malformed: error.message })),
    Result.flatMap((answer) => {
      const { finish_reason, message } = answer.choices[0]
      const text = `${message.content ?? ""}${message.refusal ?? ""}`
      const outcome: ChatOutcome = {
        finishReason: finish_reason ?? null,
        refused: (message.refusal ?? "") !== "",
        toolCalls: (message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function })),
        usage: answer.usage ?? null
      }
      return Result.map(closing(outcome), (parts) => [
        metadataOf(answer),
        ...(text === "" ? [] : [{ type: "text" as const, text }]),
        ...parts
      ])
    })
  )

export const metadataOf = (answer: {
  readonly id?: string | null
  readonly model?: string | null
}): Response.ResponseMetadataPartEncoded => ({
  type: "response-metadata",
  id: answer.id ?? undefined,
  modelId: answer.model ?? undefined
})

/** The tool calls and the finish. A call whose arguments the token limit cut off is left out. */
export const closing = (
  outcome: ChatOutcome
): Result.Result<Array<Response.ToolCallPartEncoded | Response.FinishPartEncoded>, Fault> => {
  const reason = finishReasonOf(outcome)
  const calls: Array<Response.ToolCallPartEncoded> = []
  for (const { arguments: text, id, name } of outcome.toolCalls) {
    const params = argumentsOf(text)
    if (Option.isSome(params)) calls.push({ type: "tool-call", id, name, params: params.value })
    else if (reason !== "length") {
      return Result.fail({ malformed: `the arguments of the tool ${name} are not JSON` })
    }
  }
  return Result.succeed([...calls, { type: "finish", reason, usage: usageOf(outcome.usage) }])
}

const finishReasonOf = ({ finishReason, refused, toolCalls }: ChatOutcome): Response.FinishReason => {
  switch (finishReason) {
    case "stop":
      if (refused) return "content-filter"
      return toolCalls.length > 0 ? "tool-calls" : "stop"
    case "length":
      return "length"
    case "content_filter":
      return "content-filter"
    case "tool_calls":
    case "function_call":
      return "tool-calls"
    default:
      return "unknown"
  }
}

/** OpenAI counts cached tokens within `prompt_tokens`. */
const usageOf = (usage: ChatUsage | null): Response.FinishPartEncoded["usage"] => {
  const total = usage?.prompt_tokens ?? undefined
  const cacheRead = usage?.prompt_tokens_details?.cached_tokens ?? undefined
  return {
    inputTokens: { total, cacheRead, uncached: total === undefined ? undefined : total - (cacheRead ?? 0) },
    outputTokens: {
      total: usage?.completion_tokens ?? undefined,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? undefined
    }
  }
}
