/**
 * What Anthropic's Messages API sends, as JSON and as server-sent events.
 */
import type { FailureKind, Reply, ReplyUsage, WireReply } from "@layercake/conformance/ProviderServer"

export const write = (
  reply: Reply,
  request: { readonly model: string; readonly stream?: boolean }
): WireReply => {
  const model = `${request.model}-2026-11-01`
  const streamed = request.stream === true
  switch (reply._tag) {
    case "Text":
    case "Cut":
    case "Refusal": {
      const message = {
        model,
        blocks: [{ type: "text", text: reply.text }],
        stopReason: reply._tag === "Text" ? "end_turn" : reply._tag === "Cut" ? "max_tokens" : "refusal",
        usage: reply.usage ?? { inputTokens: 20, cachedInputTokens: 0, outputTokens: 5 }
      }
      return streamed ? sse(events(message)) : json(200, whole(message))
    }
    case "ToolCall": {
      const message = {
        model,
        blocks: [
          { type: "text", text: "Let me look." },
          { type: "tool_use", id: "toolu_01", name: reply.name, input: reply.params }
        ],
        stopReason: "tool_use",
        usage: { inputTokens: 20, cachedInputTokens: 0, outputTokens: 5 }
      }
      return streamed ? sse(events(message)) : json(200, whole(message))
    }
    case "CutToolCall": {
      const message = {
        model,
        blocks: [{ type: "tool_use", id: "toolu_01", name: reply.name, input: { word: "cut" } }],
        stopReason: "max_tokens",
        usage: { inputTokens: 20, cachedInputTokens: 0, outputTokens: 5 }
      }
      if (!streamed) return json(200, whole({ ...message, blocks: [] }))
      return sse(
        events(message).map((event) => event.replace(/"partial_json":"ut\\"}"/, `"partial_json":"u"`))
      )
    }
    case "Failure":
      return {
        ...json(reply.status, failure(errorType[reply.kind], reply.message, errorCode[reply.kind])),
        headers: { "content-type": "application/json", "request-id": "req_011", ...reply.headers }
      }
    case "FailureInStream":
      return sse([...beginning(model), event("error", failure("overloaded_error", "Overloaded"))])
    case "Malformed":
      return streamed
        ? sse([...beginning(model), 'event: content_block_delta\ndata: {"type": "content_block_de\n\n'])
        : { ...json(200, {}), chunks: ['{"id": "msg_01", "content": ['] }
    case "NotTheApi":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        chunks: ["<!doctype html><title>Log in</title>"],
        afterwards: "end"
      }
    case "Reset":
    case "Stall": {
      const chunks = streamed ? beginning(model) : ['{"id": "msg_01", "model": "m", "content": [']
      const headers = { "content-type": streamed ? "text/event-stream" : "application/json" }
      return { status: 200, headers, chunks, afterwards: reply._tag === "Reset" ? "reset" : "wait" }
    }
    case "EndsEarly":
      return sse(beginning(model))
    case "Silence":
      return { status: 0, headers: {}, chunks: [], afterwards: "wait" }
  }
}

interface Described {
  readonly model: string
  readonly blocks: ReadonlyArray<
    | { readonly type: string; readonly text: string }
    | { readonly type: string; readonly id: string; readonly name: string; readonly input: unknown }
  >
  readonly stopReason: string
  readonly usage: ReplyUsage
}

const usageOf = (usage: ReplyUsage) => ({
  input_tokens: usage.inputTokens - usage.cachedInputTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage.cachedInputTokens,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: usage.outputTokens,
  output_tokens_details: null,
  server_tool_use: null,
  service_tier: "standard",
  inference_geo: null,
  speed: null
})

const whole = (message: Described) => ({
  id: "msg_013Zva2CMHLNnXjNJJKqJ2EF",
  type: "message",
  role: "assistant",
  model: message.model,
  container: null,
  content: message.blocks.map((block) => ("text" in block ? { ...block, citations: null } : block)),
  diagnostics: null,
  stop_reason: message.stopReason,
  stop_sequence: null,
  stop_details: null,
  usage: usageOf(message.usage)
})

const beginning = (model: string) =>
  events({
    model,
    blocks: [{ type: "text", text: "the first half and the second half" }],
    stopReason: "end_turn",
    usage: { inputTokens: 20, cachedInputTokens: 0, outputTokens: 5 }
  }).slice(0, 5)

const events = (message: Described): ReadonlyArray<string> => [
  event("message_start", {
    type: "message_start",
    message: {
      ...whole({ ...message, blocks: [] }),
      stop_reason: null,
      usage: { ...usageOf(message.usage), output_tokens: 1 }
    }
  }),
  event("ping", { type: "ping" }),
  event("a_kind_of_tomorrow", { type: "a_kind_of_tomorrow", index: "none" }),
  ...message.blocks.flatMap((block, index) => [
    event("content_block_start", {
      type: "content_block_start",
      index,
      content_block: "text" in block ? { type: "text", text: "", citations: null } : { ...block, input: {} }
    }),
    ...("text" in block
      ? pieces(block.text).map((text) => ({ type: "text_delta", text }))
      : pieces(JSON.stringify(block.input)).map((partial_json) => ({
          type: "input_json_delta",
          partial_json
        }))
    ).map((delta) => event("content_block_delta", { type: "content_block_delta", index, delta })),
    event("content_block_stop", { type: "content_block_stop", index })
  ]),
  event("message_delta", {
    type: "message_delta",
    delta: { stop_reason: message.stopReason, stop_sequence: null, stop_details: null, container: null },
    usage: {
      input_tokens: message.usage.inputTokens - message.usage.cachedInputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: message.usage.cachedInputTokens,
      output_tokens: message.usage.outputTokens,
      output_tokens_details: null,
      server_tool_use: null
    }
  }),
  event("message_stop", { type: "message_stop" })
]

const pieces = (text: string): ReadonlyArray<string> => text.match(/[^]{1,5}/gu) ?? []

const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

const errorType: Record<FailureKind, string> = {
  "rate-limit": "rate_limit_error",
  quota: "rate_limit_error",
  overloaded: "overloaded_error",
  authentication: "authentication_error",
  permission: "permission_error",
  request: "invalid_request_error",
  server: "api_error"
}

const errorCode: Partial<Record<FailureKind, string>> = { quota: "enforced_spend_limit_reached" }

const failure = (type: string, message: string, code?: string) => ({
  type: "error",
  error: { type, message, ...(code === undefined ? {} : { details: { error_code: code } }) },
  request_id: "req_011"
})

const json = (status: number, body: unknown): WireReply => ({
  status,
  headers: { "content-type": "application/json" },
  chunks: [JSON.stringify(body)],
  afterwards: "end"
})

const sse = (chunks: ReadonlyArray<string>): WireReply => ({
  status: 200,
  headers: { "content-type": "text/event-stream; charset=utf-8" },
  chunks,
  afterwards: "end"
})
