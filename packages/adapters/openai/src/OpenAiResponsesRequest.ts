/**
 * Writes an effect/ai prompt as a request of OpenAI's Responses API. Text and tools only: no files. Nothing is stored
 * at OpenAI, so a model's earlier reasoning is not sent back to it.
 */
import { Effect } from "effect"
import type { AiError, LanguageModel, Prompt } from "effect/ai"
import type { OpenAI } from "openai"
import { functionOf, jsonOf, objectSchemaOf, type OpenAiSettings, textOf, toolResultOf } from "./OpenAiApi.ts"
import type { OpenAiCall } from "./OpenAiError.ts"

export type ResponsesRequest = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, "stream">

export const make = Effect.fnUntraced(function* (
  call: OpenAiCall,
  settings: OpenAiSettings,
  provided: LanguageModel.ProviderOptions
): Effect.fn.Return<ResponsesRequest, AiError.AiError> {
  const input = yield* Effect.forEach(provided.prompt.content, (message) => itemsOf(call, message))
  const tools = yield* Effect.forEach(provided.tools, (tool) => functionOf(call, tool))
  return {
    model: settings.model,
    input: input.flat(),
    store: false,
    ...(settings.maxOutputTokens === undefined ? {} : { max_output_tokens: settings.maxOutputTokens }),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map((tool) => ({ type: "function" as const, strict: false, ...tool })),
          tool_choice: toolChoiceOf(provided.toolChoice)
        }),
    ...(provided.responseFormat.type === "text"
      ? {}
      : { text: { format: yield* formatOf(call, provided.responseFormat) } })
  }
})

const itemsOf = Effect.fnUntraced(function* (
  call: OpenAiCall,
  message: Prompt.Message
): Effect.fn.Return<Array<OpenAI.Responses.ResponseInputItem>, AiError.AiError> {
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
            type: "function_call" as const,
            call_id: part.id,
            name: part.name,
            arguments: json
          }))
      )
      return content === "" ? toolCalls : [{ role: "assistant", content }, ...toolCalls]
    }
    case "tool":
      return yield* Effect.forEach(
        message.content.filter((part) => part.type === "tool-result"),
        (part) =>
          Effect.map(toolResultOf(call, part), (output) => ({
            type: "function_call_output" as const,
            call_id: part.id,
            output
          }))
      )
  }
})

/** The tools are already limited to those of `oneOf`. */
const toolChoiceOf = (
  choice: LanguageModel.ProviderOptions["toolChoice"]
): OpenAI.Responses.ToolChoiceOptions | OpenAI.Responses.ToolChoiceFunction => {
  if (typeof choice === "string") return choice
  return "tool" in choice ? { type: "function", name: choice.tool } : (choice.mode ?? "auto")
}

const formatOf = (
  call: OpenAiCall,
  format: Extract<LanguageModel.ProviderOptions["responseFormat"], { type: "json" }>
) =>
  Effect.map(objectSchemaOf(call, format.schema), (schema) => ({
    type: "json_schema" as const,
    name: format.objectName,
    strict: true,
    schema
  }))
