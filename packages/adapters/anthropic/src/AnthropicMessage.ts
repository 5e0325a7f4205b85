/**
 * A whole answer of the Messages API: its wire form as far as LayerCake reads it, and its parts in effect/ai's words.
 */
import { Predicate, Schema } from "effect"
import type { Response } from "effect/ai"

/** A thing of a kind that LayerCake does not read. A known kind in a wrong form is not one of these: it is an error. */
export const otherThan = (...known: ReadonlyArray<string>) =>
  Schema.declare(
    (value): value is { readonly type: "not read here" } =>
      Predicate.hasProperty(value, "type") && typeof value.type === "string" && !known.includes(value.type)
  )

const Count = Schema.optionalKey(Schema.NullOr(Schema.Int))

export const MessageUsage = Schema.Struct({
  input_tokens: Count,
  output_tokens: Count,
  cache_creation_input_tokens: Count,
  cache_read_input_tokens: Count
})
export type MessageUsage = typeof MessageUsage.Type

export const ContentBlock = Schema.Union([
  Schema.Struct({ type: Schema.Literal("text"), text: Schema.String }),
  Schema.Struct({ type: Schema.Literal("thinking"), thinking: Schema.String, signature: Schema.String }),
  Schema.Struct({ type: Schema.Literal("redacted_thinking"), data: Schema.String }),
  Schema.Struct({
    type: Schema.Literal("tool_use"),
    id: Schema.String,
    name: Schema.String,
    input: Schema.Unknown
  }),
  otherThan("text", "thinking", "redacted_thinking", "tool_use")
])
export type ContentBlock = typeof ContentBlock.Type

export const Message = Schema.Struct({
  id: Schema.String,
  model: Schema.String,
  content: Schema.Array(ContentBlock),
  stop_reason: Schema.String,
  usage: MessageUsage
})
export type Message = typeof Message.Type

export const partsOf = (message: Message): Array<Response.PartEncoded> => [
  metadataOf(message),
  ...message.content.flatMap(partOf),
  finishOf(message.stop_reason, message.usage)
]

export const metadataOf = (message: {
  readonly id: string
  readonly model: string
}): Response.ResponseMetadataPartEncoded => ({
  type: "response-metadata",
  id: message.id,
  modelId: message.model
})

/** Anthropic counts cached tokens beside `input_tokens`; the total is the sum. */
export const finishOf = (stopReason: string, usage: MessageUsage): Response.FinishPartEncoded => ({
  type: "finish",
  reason: finishReasons[stopReason] ?? "unknown",
  usage: {
    inputTokens: {
      uncached: usage.input_tokens ?? undefined,
      total: totalInput(usage),
      cacheRead: usage.cache_read_input_tokens ?? undefined,
      cacheWrite: usage.cache_creation_input_tokens ?? undefined
    },
    outputTokens: { total: usage.output_tokens ?? undefined }
  }
})

const partOf = (block: ContentBlock): ReadonlyArray<Response.PartEncoded> => {
  switch (block.type) {
    case "text":
      return [{ type: "text", text: block.text }]
    case "thinking":
      return [
        { type: "reasoning", text: block.thinking, metadata: { anthropic: { signature: block.signature } } }
      ]
    case "redacted_thinking":
      return [{ type: "reasoning", text: "", metadata: { anthropic: { redactedData: block.data } } }]
    case "tool_use":
      return [{ type: "tool-call", id: block.id, name: block.name, params: block.input }]
    case "not read here":
    default:
      return []
  }
}

const totalInput = (usage: MessageUsage): number | undefined =>
  usage.input_tokens == null
    ? undefined
    : usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)

const finishReasons: { readonly [stopReason: string]: typeof Response.FinishReason.Encoded } = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls",
  refusal: "content-filter",
  pause_turn: "pause"
}
