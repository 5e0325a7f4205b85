/**
 * Writes an effect/ai prompt as a request of OpenAI's Chat Completions. Text and tools only: no files.
 */
import { Effect } from "effect"
import type { AiError, LanguageModel, Prompt } from "effect/ai"
import type { OpenAI } from "openai"
import { functionOf, jsonOf, objectSchemaOf, type OpenAiSettings, textOf, toolResultOf } from "./OpenAiApi.ts"
import type { OpenAiCall } from "./OpenAiError.ts"

export type ChatRequest = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">

export const make = Effect.fnUntraced(function* (
  call: OpenAiCall,
  settings: OpenAiSettings,
  provided: LanguageModel.ProviderOptions
): Effect.fn.Return<ChatRequest, AiError.AiError> {
  const messages = yield* Effect.forEach(provided.prompt.content, (message) => messagesOf(call, message))
  const tools = yield* Effect.forEach(provided.tools, (tool) => functionOf(call, tool))
  return {
    model: settings.model,
    messages: messages.flat(),
    ...limitOf(settings),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map((tool) => ({ type: "function" as const, function: tool })),
          tool_choice: toolChoiceOf(provided.toolChoice)
        }),
    ...(provided.responseFormat.type === "text"
      ? {}
      : { response_format: yield* formatOf(call, provided.responseFormat) })
  }
})

/** OpenAI's newer models refuse the old name of the limit, and most other servers know only that one. */
const limitOf = ({ compatible, maxOutputTokens }: OpenAiSettings) => {
  if (maxOutputTokens === undefined) return {}
  return compatible ? { max_tokens: maxOutputTokens } : { max_completion_tokens: maxOutputTokens }
}

const messagesOf = Effect.fnUntraced(function* (
  call: OpenAiCall,
  message: Prompt.Message
): Effect.fn.Return<Array<OpenAI.ChatCompletionMessageParam>, AiError.AiError> {
  switch (message.role) {
    case "system":
      return message.content === "" ? [] : [{ role: "system", content: message.content }]
    case "user":
      return [{ role: "user", content: yield* textOf(call, message.content) }]
    case "assistant": {
      const content = yield* textOf(call, message.content)
      const toolCalls = yield* Effect.forEach(
        message.content.filter((part) => part.type === "tool-call"),
        (part) =>
          Effect.map(jsonOf(call, part.params), (json) => ({
            id: part.id,
            type: "function" as const,
            function: { name: part.name, arguments: json }
          }))
      )
      if (content === "" && toolCalls.length === 0) return []
      return [
        {
          role: "assistant",
          content: content === "" ? null : content,
          ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls })
        }
      ]
    }
    case "tool":
      return yield* Effect.forEach(
        message.content.filter((part) => part.type === "tool-result"),
        (part) =>
          Effect.map(toolResultOf(call, part), (content) => ({
            role: "tool" as const,
            tool_call_id: part.id,
            content
          }))
      )
  }
})

/** The tools are already limited to those of `oneOf`. */
const toolChoiceOf = (
  choice: LanguageModel.ProviderOptions["toolChoice"]
): OpenAI.ChatCompletionToolChoiceOption => {
  if (typeof choice === "string") return choice
  return "tool" in choice ? { type: "function", function: { name: choice.tool } } : (choice.mode ?? "auto")
}

const formatOf = (
  call: OpenAiCall,
  format: Extract<LanguageModel.ProviderOptions["responseFormat"], { type: "json" }>
) =>
  Effect.map(objectSchemaOf(call, format.schema), (schema) => ({
    type: "json_schema" as const,
    json_schema: { name: format.objectName, strict: true, schema }
  }))
