import { assert, describe, it } from "@effect/vitest"
import type { AnthropicCall } from "@layercake/anthropic/AnthropicError"
import * as AnthropicRequest from "@layercake/anthropic/AnthropicRequest"
import { Clock, Effect, Redacted, Schema } from "effect"
import { type LanguageModel, Prompt, Tool } from "effect/ai"

const settings = { model: "claude-test-1", maxOutputTokens: 4000 }

const Search = Tool.make("Search", {
  description: "Finds things.",
  parameters: Schema.Struct({ query: Schema.String })
})

const requestFor = Effect.fnUntraced(function* (
  prompt: Prompt.RawInput,
  options: Partial<LanguageModel.ProviderOptions> = {}
) {
  const call: AnthropicCall = {
    method: "generateText",
    url: "http://localhost/v1/messages",
    apiKey: Redacted.make("key"),
    clock: yield* Clock.Clock
  }
  return yield* AnthropicRequest.make(call, settings, {
    prompt: Prompt.make(prompt),
    tools: [],
    toolChoice: "none",
    responseFormat: { type: "text" },
    span: yield* Effect.orDie(Effect.currentSpan),
    previousResponseId: undefined,
    incrementalPrompt: undefined,
    ...options
  })
}, Effect.withSpan("test"))

describe("AnthropicRequest", () => {
  it.effect("marks the system text for the cache", () =>
    Effect.gen(function* () {
      const request = yield* requestFor([
        { role: "system", content: "You are the architect." },
        { role: "system", content: "Answer in files." },
        { role: "user", content: "Begin." }
      ])

      assert.deepStrictEqual(request, {
        model: "claude-test-1",
        max_tokens: 4000,
        system: [
          { type: "text", text: "You are the architect." },
          { type: "text", text: "Answer in files.", cache_control: { type: "ephemeral" } }
        ],
        messages: [{ role: "user", content: [{ type: "text", text: "Begin." }] }]
      })
    })
  )

  it.effect("marks the part of the prompt that later calls begin with too, and no other", () =>
    Effect.gen(function* () {
      const { messages } = yield* requestFor([
        {
          role: "user",
          content: [
            { type: "text", text: "The files.", options: { layercake: { kept: true } } },
            { type: "text", text: "The task.", options: { layercake: { kept: "perhaps" } } }
          ]
        }
      ])

      assert.deepStrictEqual(messages, [
        {
          role: "user",
          content: [
            { type: "text", text: "The files.", cache_control: { type: "ephemeral" } },
            { type: "text", text: "The task." }
          ]
        }
      ])
    })
  )

  it.effect("leaves out what is empty, because the API refuses it", () =>
    Effect.gen(function* () {
      const request = yield* requestFor([
        { role: "system", content: "" },
        { role: "user", content: "Begin." },
        { role: "assistant", content: "" }
      ])

      assert.isUndefined(request.system)
      assert.strictEqual(request.messages.length, 1)
    })
  )

  it.effect("carries a tool call, its result and the signed thinking before it", () =>
    Effect.gen(function* () {
      const request = yield* requestFor([
        { role: "user", content: "Where is the cake?" },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "I should look.", options: { anthropic: { signature: "c2ln" } } },
            { type: "reasoning", text: "", options: { anthropic: { redactedData: "ZGF0YQ==" } } },
            { type: "reasoning", text: "of another provider" },
            { type: "tool-call", id: "toolu_01", name: "Search", params: { query: "cake" } }
          ]
        },
        {
          role: "tool",
          content: [
            {
              type: "tool-result",
              id: "toolu_01",
              name: "Search",
              isFailure: false,
              result: { found: ["fridge"] }
            }
          ]
        }
      ])

      assert.deepStrictEqual(request.messages.slice(1), [
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "I should look.", signature: "c2ln" },
            { type: "redacted_thinking", data: "ZGF0YQ==" },
            { type: "tool_use", id: "toolu_01", name: "Search", input: { query: "cake" } }
          ]
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_01", content: '{"found":["fridge"]}', is_error: false }
          ]
        }
      ])
    })
  )

  it.effect("says in Anthropic's words whether a tool must be used", () =>
    Effect.gen(function* () {
      const choices: ReadonlyArray<LanguageModel.ToolChoice<string>> = [
        "auto",
        "none",
        "required",
        { tool: "Search" },
        { oneOf: ["Search"] },
        { mode: "required", oneOf: ["Search"] }
      ]

      const requests = yield* Effect.forEach(choices, (toolChoice) =>
        requestFor("Begin.", { tools: [Search], toolChoice })
      )

      assert.deepStrictEqual(
        requests.map((request) => request.tool_choice),
        [
          { type: "auto" },
          { type: "none" },
          { type: "any" },
          { type: "tool", name: "Search" },
          { type: "auto" },
          { type: "any" }
        ]
      )
      assert.deepStrictEqual(requests[0]?.tools, [
        {
          name: "Search",
          description: "Finds things.",
          input_schema: {
            type: "object",
            properties: { query: { type: "string" } },
            required: ["query"],
            additionalProperties: true
          }
        }
      ])
    })
  )

  it.effect("refuses a file before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        requestFor([
          { role: "user", content: [{ type: "file", mediaType: "image/png", data: new Uint8Array([1]) }] }
        ])
      )

      assert.strictEqual(error.reason._tag, "InvalidUserInputError")
    })
  )

  it.effect("refuses a tool that only another provider has", () =>
    Effect.gen(function* () {
      const webSearch = Tool.providerDefined({
        id: "openai.web_search",
        customName: "WebSearch",
        providerName: "web_search",
        args: Schema.Struct({})
      })({})

      const error = yield* Effect.flip(requestFor("Begin.", { tools: [webSearch], toolChoice: "auto" }))

      assert.strictEqual(error.reason._tag, "InvalidUserInputError")
    })
  )
})
