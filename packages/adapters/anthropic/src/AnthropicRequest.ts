/**
 * Writes an effect/ai prompt as a request of Anthropic's Messages API. Text and tools only: no files.
 */
import type { Anthropic } from "@anthropic-ai/sdk"
import { Effect, Option, Schema } from "effect"
import { AiError, AnthropicStructuredOutput, type LanguageModel, Prompt, Tool } from "effect/ai"
import { type AnthropicCall, unsupported } from "./AnthropicError.ts"

export type AnthropicRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">

export const make = Effect.fnUntraced(function* (
  call: AnthropicCall,
  settings: { readonly model: string; readonly maxOutputTokens: number },
  options: LanguageModel.ProviderOptions
): Effect.fn.Return<AnthropicRequest, AiError.AiError> {
  const messages = yield* Effect.forEach(options.prompt.content, (message) => messageOf(call, message))
  const system = systemOf(options.prompt)
  const tools = yield* Effect.forEach(options.tools, (tool) => toolOf(call, tool))
  return {
    model: settings.model,
    max_tokens: settings.maxOutputTokens,
    messages: messages.filter((message) => message !== undefined),
    ...(system.length === 0 ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools, tool_choice: toolChoiceOf(options.toolChoice) }),
    ...(options.responseFormat.type === "text"
      ? {}
      : { output_config: { format: yield* formatOf(call, options.responseFormat.schema) } })
  }
})

/** The last block carries the cache mark, so that everything up to it is read from the cache the next time. */
const systemOf = (prompt: Prompt.Prompt): Array<Anthropic.TextBlockParam> => {
  const texts = prompt.content.flatMap((message) =>
    message.role === "system" && message.content !== "" ? [message.content] : []
  )
  return texts.map((text, index) =>
    index === texts.length - 1
      ? { type: "text", text, cache_control: { type: "ephemeral" } }
      : { type: "text", text }
  )
}

/** Undefined where nothing of the message can be said; the system text stands elsewhere. */
const messageOf = Effect.fnUntraced(function* (call: AnthropicCall, message: Prompt.Message) {
  if (message.role === "system") return undefined
  const blocks = yield* Effect.forEach(message.content, (part) => blockOf(call, part))
  const content = blocks.filter((block) => block !== undefined)
  if (content.length === 0) return undefined
  return {
    role: message.role === "assistant" ? "assistant" : "user",
    content
  } satisfies Anthropic.MessageParam
})

const blockOf = Effect.fnUntraced(function* (
  call: AnthropicCall,
  part: Prompt.Part
): Effect.fn.Return<Anthropic.ContentBlockParam | undefined, AiError.AiError> {
  switch (part.type) {
    case "text":
      if (part.text === "") return undefined
      return isKept(part)
        ? { type: "text", text: part.text, cache_control: { type: "ephemeral" } }
        : { type: "text", text: part.text }
    case "reasoning":
      return thinkingOf(part)
    case "tool-call":
      return { type: "tool_use", id: part.id, name: part.name, input: part.params }
    case "tool-result":
      return {
        type: "tool_result",
        tool_use_id: part.id,
        content:
          part.modelOutput === undefined
            ? yield* textOf(call, part.result)
            : Prompt.toolModelOutputToText(part.modelOutput),
        is_error: part.isFailure
      }
    case "file":
      return yield* unsupported(call, "files are not sent to Anthropic models; put their text in the prompt")
    case "tool-approval-request":
    case "tool-approval-response":
      return undefined
  }
})

/** Marked by the model executor: everything up to it is read from the cache the next time. */
const isKept = (part: Prompt.TextPart): boolean => isKeptOption(part.options["layercake"])
const isKeptOption = Schema.is(Schema.Struct({ kept: Schema.Literal(true) }))

/** Thinking is only accepted back with the signature that came with it. */
const ThinkingOptions = Schema.Union([
  Schema.Struct({ signature: Schema.String }),
  Schema.Struct({ redactedData: Schema.String })
])
const thinkingOptions = Schema.decodeUnknownOption(ThinkingOptions)

const thinkingOf = (part: Prompt.ReasoningPart): Anthropic.ContentBlockParam | undefined => {
  const options = Option.getOrUndefined(thinkingOptions(part.options["anthropic"]))
  if (options === undefined) return undefined
  return "signature" in options
    ? { type: "thinking", thinking: part.text, signature: options.signature }
    : { type: "redacted_thinking", data: options.redactedData }
}

const encodeJson = Schema.encodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))

const textOf = (call: AnthropicCall, result: unknown): Effect.Effect<string, AiError.AiError> =>
  typeof result === "string"
    ? Effect.succeed(result)
    : Effect.mapError(encodeJson(result), (error) =>
        unsupported(call, `a tool result is not JSON: ${error.message}`)
      )

const toolOf = Effect.fnUntraced(function* (call: AnthropicCall, tool: Tool.Any) {
  if (Tool.isProviderDefined(tool)) {
    return yield* unsupported(
      call,
      `${tool.name} is a provider's own tool; only tools with a schema are sent`
    )
  }
  const description = Tool.getDescription(tool)
  return {
    name: tool.name,
    input_schema: { ...Tool.getJsonSchema(tool), type: "object" },
    ...(description === undefined ? {} : { description })
  } satisfies Anthropic.Tool
})

/** The tools are already limited to those of `oneOf`. */
const toolChoiceOf = (choice: LanguageModel.ProviderOptions["toolChoice"]): Anthropic.ToolChoice => {
  if (typeof choice === "object") {
    return "tool" in choice
      ? { type: "tool", name: choice.tool }
      : { type: choice.mode === "required" ? "any" : "auto" }
  }
  return { type: choice === "required" ? "any" : choice }
}

const formatOf = (
  call: AnthropicCall,
  schema: Schema.Top
): Effect.Effect<Anthropic.JSONOutputFormat, AiError.AiError> =>
  Effect.try({
    try: () => ({
      type: "json_schema" as const,
      schema: { ...AnthropicStructuredOutput.toCodecAnthropic(schema).jsonSchema }
    }),
    catch: (error) =>
      AiError.make({
        module: "AnthropicLanguageModel",
        method: call.method,
        reason: new AiError.UnsupportedSchemaError({ description: String(error) })
      })
  })
