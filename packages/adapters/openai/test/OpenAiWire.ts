/**
 * What OpenAI's Chat Completions and Responses send, as JSON and as server-sent events.
 */
import type { FailureKind, Reply, ReplyUsage, WireReply } from "@layercake/conformance/ProviderServer"

interface Format {
  readonly whole: (answer: Described) => unknown
  readonly events: (answer: Described) => ReadonlyArray<string>
  /** In the middle of a stream. */
  readonly failure: string
}

/** What both ways of asking can say. */
interface Described {
  readonly model: string
  readonly text: string
  readonly end: "whole" | "cut" | "refused"
  readonly tool?: { readonly name: string; readonly arguments: string }
  readonly usage: ReplyUsage
}

export const write = (
  path: string,
  reply: Reply,
  request: {
    readonly model: string
    readonly stream?: boolean
    readonly stream_options?: { readonly include_usage?: boolean }
  }
): WireReply => {
  const model = `${request.model}-2026-11-01`
  const format = path.endsWith("/responses") ? responses : chat
  const streamed = request.stream === true
  const answered = (
    answer: Omit<Described, "model" | "usage"> & { readonly usage?: ReplyUsage | undefined }
  ) => {
    const described = { ...answer, model, usage: answer.usage ?? defaultUsage }
    if (!streamed) return json(200, format.whole(described))
    const events = format.events(described)
    const withUsage = format === responses || request.stream_options?.include_usage === true
    return sse(withUsage ? events : events.filter((event) => !event.includes("prompt_tokens")))
  }
  switch (reply._tag) {
    case "Text":
      return answered({ text: reply.text, end: "whole", usage: reply.usage })
    case "Cut":
      return answered({ text: reply.text, end: "cut", usage: reply.usage })
    case "Refusal":
      return answered({ text: reply.text, end: "refused", usage: reply.usage })
    case "ToolCall":
      return answered({
        text: "",
        end: "whole",
        tool: { name: reply.name, arguments: JSON.stringify(reply.params) }
      })
    case "CutToolCall":
      return answered({ text: "", end: "cut", tool: { name: reply.name, arguments: '{"word": "c' } })
    case "Failure":
      return {
        ...json(reply.status, failure(reply.kind, reply.message)),
        headers: { "content-type": "application/json", "x-request-id": "req_011", ...reply.headers }
      }
    case "FailureInStream":
      return sse([...beginning(format, model), format.failure])
    case "Malformed":
      return streamed
        ? sse([...beginning(format, model), 'data: {"id": "chatcmpl-1", "choi\n\n'])
        : { ...json(200, {}), chunks: ['{"id": "chatcmpl-1", "choices": ['] }
    case "NotTheApi":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        chunks: ["<!doctype html><title>Log in</title>"],
        afterwards: "end"
      }
    case "Reset":
    case "Stall": {
      const chunks = streamed ? beginning(format, model) : ['{"id": "chatcmpl-1", "choices": [']
      const headers = { "content-type": streamed ? "text/event-stream" : "application/json" }
      return { status: 200, headers, chunks, afterwards: reply._tag === "Reset" ? "reset" : "wait" }
    }
    case "EndsEarly":
      return sse(beginning(format, model))
    case "Silence":
      return { status: 0, headers: {}, chunks: [], afterwards: "wait" }
  }
}

const defaultUsage: ReplyUsage = { inputTokens: 20, cachedInputTokens: 0, outputTokens: 5 }

const beginning = (format: Format, model: string) =>
  format
    .events({ model, text: "the first half and the second half", end: "whole", usage: defaultUsage })
    .slice(0, 6)

const pieces = (text: string): ReadonlyArray<string> => text.match(/[^]{1,5}/gu) ?? []

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

const chatUsage = (usage: ReplyUsage) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedInputTokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 }
})

const chatFinish = (answer: Described) => {
  if (answer.end === "cut") return "length"
  return answer.tool === undefined ? "stop" : "tool_calls"
}

const chat: Format = {
  whole: (answer) => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1793500000,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.end === "refused" || answer.text === "" ? null : answer.text,
          refusal: answer.end === "refused" ? answer.text : null,
          annotations: [],
          ...(answer.tool === undefined
            ? {}
            : { tool_calls: [{ id: "call_1", type: "function", function: answer.tool }] })
        },
        logprobs: null,
        finish_reason: chatFinish(answer)
      }
    ],
    usage: chatUsage(answer.usage),
    service_tier: "default"
  }),
  events: (answer) => {
    const chunk = (delta: unknown, finish_reason: string | null = null) =>
      data({
        id: "chatcmpl-1",
        object: "chat.completion.chunk",
        created: 1793500000,
        model: answer.model,
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
        usage: null
      })
    const spoken = answer.end === "refused" ? "refusal" : "content"
    return [
      chunk({ role: "assistant", content: answer.end === "refused" ? null : "", refusal: null }),
      ": keep-alive\n\n",
      ...pieces(answer.text).map((text) => chunk({ [spoken]: text })),
      ...(answer.tool === undefined
        ? []
        : [
            chunk({
              tool_calls: [
                {
                  index: 0,
                  id: "call_1",
                  type: "function",
                  function: { name: answer.tool.name, arguments: "" }
                }
              ]
            }),
            ...pieces(answer.tool.arguments).map((text) =>
              chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] })
            )
          ]),
      chunk({}, chatFinish(answer)),
      data({
        id: "chatcmpl-1",
        object: "chat.completion.chunk",
        created: 1793500000,
        model: answer.model,
        choices: [],
        usage: chatUsage(answer.usage)
      }),
      "data: [DONE]\n\n"
    ]
  },
  failure: data({
    error: { message: "The server is overloaded.", type: "server_error", code: null, param: null }
  })
}

const response = (answer: Described, status: string) => ({
  id: "resp_1",
  object: "response",
  created_at: 1793500000,
  status,
  error: null,
  incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null,
  instructions: null,
  metadata: {},
  model: answer.model,
  output: [] as ReadonlyArray<unknown>,
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: "auto",
  tools: [],
  top_p: 1,
  store: false
})

const outputOf = (answer: Described): ReadonlyArray<Record<string, unknown>> => [
  { id: "rs_1", type: "reasoning", summary: [] },
  ...(answer.text === ""
    ? []
    : [
        {
          id: "msg_1",
          type: "message",
          role: "assistant",
          status: answer.end === "cut" ? "incomplete" : "completed",
          content: [
            answer.end === "refused"
              ? { type: "refusal", refusal: answer.text }
              : { type: "output_text", text: answer.text, annotations: [], logprobs: [] }
          ]
        }
      ]),
  ...(answer.tool === undefined
    ? []
    : [{ id: "fc_1", type: "function_call", status: "completed", call_id: "call_1", ...answer.tool }])
]

const responses: Format = {
  whole: (answer) => ({
    ...response(answer, answer.end === "cut" ? "incomplete" : "completed"),
    output: outputOf(answer),
    usage: responsesUsage(answer.usage)
  }),
  events: (answer) => {
    let sequence_number = 0
    const event = (type: string, body: object) =>
      `event: ${type}\n${data({ type, sequence_number: sequence_number++, ...body })}`
    const spoken = answer.end === "refused" ? "refusal" : "output_text"
    const status = answer.end === "cut" ? "incomplete" : "completed"
    const output = outputOf(answer)
    return [
      event("response.created", { response: response(answer, "in_progress") }),
      event("response.in_progress", { response: response(answer, "in_progress") }),
      ...output.flatMap((item, output_index) => [
        event("response.output_item.added", {
          output_index,
          item: { ...item, status: "in_progress", content: [] }
        }),
        ...(item["type"] === "message"
          ? pieces(answer.text).map((delta) =>
              event(`response.${spoken}.delta`, {
                item_id: "msg_1",
                output_index,
                content_index: 0,
                delta,
                logprobs: []
              })
            )
          : []),
        ...(item["type"] === "function_call"
          ? pieces(answer.tool?.arguments ?? "").map((delta) =>
              event("response.function_call_arguments.delta", { item_id: "fc_1", output_index, delta })
            )
          : []),
        event("response.output_item.done", { output_index, item })
      ]),
      event(`response.${status}`, {
        response: { ...response(answer, status), output, usage: responsesUsage(answer.usage) }
      })
    ]
  },
  failure: `event: response.failed\n${data({
    type: "response.failed",
    sequence_number: 9,
    response: {
      ...response({ model: "m", text: "", end: "whole", usage: defaultUsage }, "failed"),
      error: { code: "server_error", message: "The server is overloaded." }
    }
  })}`
}

const responsesUsage = (usage: ReplyUsage) => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: usage.cachedInputTokens, cache_write_tokens: 0 },
  output_tokens: usage.outputTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.inputTokens + usage.outputTokens
})

const failures: Record<FailureKind, readonly [type: string, code: string | null]> = {
  "rate-limit": ["requests", null],
  quota: ["insufficient_quota", "insufficient_quota"],
  overloaded: ["server_error", null],
  authentication: ["invalid_request_error", "invalid_api_key"],
  permission: ["invalid_request_error", null],
  request: ["invalid_request_error", null],
  server: ["server_error", null]
}

const failure = (kind: FailureKind, message: string) => {
  const [type, code] = failures[kind]
  return { error: { message, type, param: null, code } }
}

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
