import { assert, describe, it } from "@effect/vitest"
import type { OpenAiSettings } from "@layercake/openai/OpenAiApi"
import * as ChatRequest from "@layercake/openai/OpenAiChatRequest"
import type { OpenAiCall } from "@layercake/openai/OpenAiError"
import * as ResponsesRequest from "@layercake/openai/OpenAiResponsesRequest"
import { Clock, Effect, Schema } from "effect"
import { type LanguageModel, Prompt, Tool } from "effect/ai"

const Search = Tool.make("Search", {
  description: "Finds things.",
  parameters: Schema.Struct({ query: Schema.String })
})

const parameters = {
  type: "object",
  properties: { query: { type: "string" } },
  required: ["query"],
  additionalProperties: true
}

const conversation = [
  { role: "system" as const, content: "You are brief." },
  { role: "user" as const, content: "Where is the cake?" },
  {
    role: "assistant" as const,
    content: [
      { type: "reasoning" as const, text: "I should look." },
      { type: "text" as const, text: "Let me look." },
      { type: "tool-call" as const, id: "call_1", name: "Search", params: { query: "cake" } }
    ]
  },
  {
    role: "tool" as const,
    content: [
      {
        type: "tool-result" as const,
        id: "call_1",
        name: "Search",
        isFailure: false,
        result: { found: ["fridge"] }
      }
    ]
  }
]

const given = Effect.fnUntraced(function* (
  prompt: Prompt.RawInput,
  provided: Partial<LanguageModel.ProviderOptions>,
  own: Partial<OpenAiSettings>
) {
  const call: OpenAiCall = {
    method: "generateText",
    url: "http://localhost/v1",
    apiKey: null,
    clock: yield* Clock.Clock
  }
  const settings: OpenAiSettings = {
    model: "gpt-test-1",
    maxOutputTokens: undefined,
    compatible: true,
    ...own
  }
  const options: LanguageModel.ProviderOptions = {
    prompt: Prompt.make(prompt),
    tools: [],
    toolChoice: "none",
    responseFormat: { type: "text" },
    span: yield* Effect.orDie(Effect.currentSpan),
    previousResponseId: undefined,
    incrementalPrompt: undefined,
    ...provided
  }
  return [call, settings, options] as const
}, Effect.withSpan("test"))

const chatFor = (
  prompt: Prompt.RawInput,
  provided: Partial<LanguageModel.ProviderOptions> = {},
  own: Partial<OpenAiSettings> = {}
) => Effect.flatMap(given(prompt, provided, own), (args) => ChatRequest.make(...args))

const responsesFor = (
  prompt: Prompt.RawInput,
  provided: Partial<LanguageModel.ProviderOptions> = {},
  own: Partial<OpenAiSettings> = {}
) => Effect.flatMap(given(prompt, provided, own), (args) => ResponsesRequest.make(...args))

const choices: ReadonlyArray<LanguageModel.ToolChoice<string>> = [
  "auto",
  "none",
  "required",
  { tool: "Search" },
  { oneOf: ["Search"] },
  { mode: "required", oneOf: ["Search"] }
]

describe("OpenAiChatRequest", () => {
  it.effect("carries a conversation with a tool", () =>
    Effect.gen(function* () {
      const request = yield* chatFor(conversation, { tools: [Search], toolChoice: "auto" })

      assert.deepStrictEqual(request, {
        model: "gpt-test-1",
        messages: [
          { role: "system", content: "You are brief." },
          { role: "user", content: "Where is the cake?" },
          {
            role: "assistant",
            content: "Let me look.",
            tool_calls: [
              { id: "call_1", type: "function", function: { name: "Search", arguments: '{"query":"cake"}' } }
            ]
          },
          { role: "tool", tool_call_id: "call_1", content: '{"found":["fridge"]}' }
        ],
        tools: [{ type: "function", function: { name: "Search", description: "Finds things.", parameters } }],
        tool_choice: "auto"
      })
    })
  )

  it.effect("says in OpenAI's words whether a tool must be used", () =>
    Effect.gen(function* () {
      const requests = yield* Effect.forEach(choices, (toolChoice) =>
        chatFor("Begin.", { tools: [Search], toolChoice })
      )

      assert.deepStrictEqual(
        requests.map((request) => request.tool_choice),
        ["auto", "none", "required", { type: "function", function: { name: "Search" } }, "auto", "required"]
      )
    })
  )

  it.effect("names the token limit as OpenAI's new models or as other servers know it", () =>
    Effect.gen(function* () {
      const own = yield* chatFor("Begin.", {}, { maxOutputTokens: 77, compatible: false })
      const other = yield* chatFor("Begin.", {}, { maxOutputTokens: 77, compatible: true })

      assert.deepStrictEqual([own.max_completion_tokens, own.max_tokens], [77, undefined])
      assert.deepStrictEqual([other.max_completion_tokens, other.max_tokens], [undefined, 77])
    })
  )

  it.effect("refuses a file before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(chatFor(fileOnly))

      assert.strictEqual(error.reason._tag, "InvalidUserInputError")
    })
  )
})

describe("OpenAiResponsesRequest", () => {
  it.effect("carries a conversation with a tool and lets OpenAI store nothing", () =>
    Effect.gen(function* () {
      const request = yield* responsesFor(
        conversation,
        { tools: [Search], toolChoice: "auto" },
        { maxOutputTokens: 77 }
      )

      assert.deepStrictEqual(request, {
        model: "gpt-test-1",
        input: [
          { role: "system", content: "You are brief." },
          { role: "user", content: "Where is the cake?" },
          { role: "assistant", content: "Let me look." },
          { type: "function_call", call_id: "call_1", name: "Search", arguments: '{"query":"cake"}' },
          { type: "function_call_output", call_id: "call_1", output: '{"found":["fridge"]}' }
        ],
        store: false,
        max_output_tokens: 77,
        tools: [
          { type: "function", strict: false, name: "Search", description: "Finds things.", parameters }
        ],
        tool_choice: "auto"
      })
    })
  )

  it.effect("says in OpenAI's words whether a tool must be used", () =>
    Effect.gen(function* () {
      const requests = yield* Effect.forEach(choices, (toolChoice) =>
        responsesFor("Begin.", { tools: [Search], toolChoice })
      )

      assert.deepStrictEqual(
        requests.map((request) => request.tool_choice),
        ["auto", "none", "required", { type: "function", name: "Search" }, "auto", "required"]
      )
    })
  )

  it.effect("refuses a file before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(responsesFor(fileOnly))

      assert.strictEqual(error.reason._tag, "InvalidUserInputError")
    })
  )
})

const fileOnly = [
  {
    role: "user" as const,
    content: [{ type: "file" as const, mediaType: "image/png", data: new Uint8Array([1]) }]
  }
]
