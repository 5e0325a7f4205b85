import { assert, describe, it } from "@effect/vitest"
import type { Fault } from "@layercake/openai/OpenAiApi"
import * as ChatAnswer from "@layercake/openai/OpenAiChatAnswer"
import * as ChatStream from "@layercake/openai/OpenAiChatStream"
import * as ResponsesAnswer from "@layercake/openai/OpenAiResponsesAnswer"
import * as ResponsesStream from "@layercake/openai/OpenAiResponsesStream"
import { Result } from "effect"
import type { Response } from "effect/ai"

const faultOf = <A>(result: Result.Result<A, Fault>) =>
  Result.isFailure(result) ? result.failure : undefined

const chatStreamed = (...chunks: ReadonlyArray<unknown>): ReadonlyArray<Response.StreamPartEncoded> => {
  let state = ChatStream.initialState
  const parts: Array<Response.StreamPartEncoded> = []
  for (const chunk of chunks) {
    const [next, said] = Result.getOrThrow(ChatStream.step(state, chunk))
    state = next
    parts.push(...said)
  }
  const end = ChatStream.end(state)
  return end === null ? parts : [...parts, ...Result.getOrThrow(end)]
}

const delta = (delta: unknown, finish_reason: string | null = null) => ({
  choices: [{ delta, finish_reason }]
})

const toolCalls = (parts: ReadonlyArray<Response.StreamPartEncoded>) =>
  parts.flatMap((part) => (part.type === "tool-call" ? [[part.id, part.name, part.params]] : []))

describe("OpenAiChatStream", () => {
  it("puts two tool calls together that come in turns", () => {
    const parts = chatStreamed(
      delta({ tool_calls: [{ index: 0, id: "a", function: { name: "One", arguments: "" } }] }),
      delta({ tool_calls: [{ index: 1, id: "b", function: { name: "Two", arguments: '{"n"' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: "{}" } }] }),
      delta({ tool_calls: [{ index: 1, function: { arguments: ":2}" } }] }),
      delta({}, "tool_calls")
    )

    assert.deepStrictEqual(toolCalls(parts), [
      ["a", "One", {}],
      ["b", "Two", { n: 2 }]
    ])
  })

  it("puts up with servers that leave the index out, always say 0 or repeat the id", () => {
    const noIndex = chatStreamed(
      delta({ tool_calls: [{ id: "a", function: { name: "One", arguments: "{}" } }] }),
      delta({ tool_calls: [{ id: "b", function: { name: "Two", arguments: "{}" } }] }),
      delta({}, "stop")
    )
    const alwaysZero = chatStreamed(
      delta({ tool_calls: [{ index: 0, id: "a", function: { name: "One", arguments: "{}" } }] }),
      delta({ tool_calls: [{ index: 0, id: "b", function: { name: "Two", arguments: "{}" } }] }),
      delta({}, "tool_calls")
    )
    const repeated = chatStreamed(
      delta({ tool_calls: [{ index: 3, id: "a", function: { name: "One", arguments: "{" } }] }),
      delta({ tool_calls: [{ index: 3, id: "a", function: { name: "One", arguments: "}" } }] }),
      delta({}, "tool_calls")
    )

    const two = [
      ["a", "One", {}],
      ["b", "Two", {}]
    ]
    assert.deepStrictEqual(toolCalls(noIndex), two)
    assert.deepStrictEqual(toolCalls(alwaysZero), two)
    assert.deepStrictEqual(toolCalls(repeated), [["a", "One", {}]])
  })

  it("says that tools are to be called even if the server calls it a stop", () => {
    const parts = chatStreamed(
      delta({ tool_calls: [{ index: 0, id: "a", function: { name: "One", arguments: "" } }] }),
      delta({}, "stop")
    )

    assert.nestedPropertyVal(parts.at(-1), "reason", "tool-calls")
  })

  it("is not over before the server says why it stopped", () => {
    const step = Result.getOrThrow(ChatStream.step(ChatStream.initialState, delta({ content: "half" })))

    assert.isNull(ChatStream.end(step[0]))
  })

  it("does without usage and without a model's name", () => {
    const parts = chatStreamed(delta({ content: "hi" }), delta({}, "stop"))

    assert.deepStrictEqual(parts[0], { type: "response-metadata", id: undefined, modelId: undefined })
    assert.nestedPropertyVal(parts.at(-1), "usage.inputTokens.total", undefined)
  })

  it("fails on a chunk in a wrong form and on tool arguments that are not JSON", () => {
    assert.property(
      faultOf(ChatStream.step(ChatStream.initialState, { choices: [{ delta: { content: 7 } }] })),
      "malformed"
    )
    assert.throws(() =>
      chatStreamed(
        delta({ tool_calls: [{ index: 0, id: "a", function: { name: "One", arguments: "{" } }] }),
        delta({}, "tool_calls")
      )
    )
  })
})

describe("OpenAiChatAnswer", () => {
  it("fails when there is no choice, or no JSON", () => {
    assert.property(faultOf(ChatAnswer.partsOf('{"choices":[]}')), "malformed")
    assert.property(faultOf(ChatAnswer.partsOf("<html>")), "malformed")
  })

  it("does not take a reason it does not know for a whole answer", () => {
    const json = '{"choices":[{"message":{"content":"hi"},"finish_reason":"tired"}]}'

    const parts = Result.getOrThrow(ChatAnswer.partsOf(json))

    assert.nestedPropertyVal(parts.at(-1), "reason", "unknown")
  })
})

const ending = (status: string, more: object = {}) =>
  JSON.stringify({ id: "resp_1", model: "gpt-test-1", status, output: [], ...more })

const finishOf = (json: string) => {
  const part = Result.getOrThrow(ResponsesAnswer.partsOf(json)).at(-1)
  return part?.type === "finish" ? part.reason : undefined
}

describe("OpenAiResponsesAnswer", () => {
  it("tells the reasons for an incomplete response apart", () => {
    assert.strictEqual(
      finishOf(ending("incomplete", { incomplete_details: { reason: "max_output_tokens" } })),
      "length"
    )
    assert.strictEqual(
      finishOf(ending("incomplete", { incomplete_details: { reason: "content_filter" } })),
      "content-filter"
    )
    assert.strictEqual(finishOf(ending("incomplete", { incomplete_details: { reason: "steered" } })), "other")
  })

  it("fails with what the provider says when the response failed", () => {
    const failed = ResponsesAnswer.partsOf(
      ending("failed", { error: { code: "server_error", message: "sorry" } })
    )

    assert.deepStrictEqual(faultOf(failed), { failed: { code: "server_error", message: "sorry" } })
  })

  it("fails when the response is not finished", () => {
    assert.property(faultOf(ResponsesAnswer.partsOf(ending("in_progress"))), "malformed")
  })
})

describe("OpenAiResponsesStream", () => {
  it("passes over events it does not know, but not over known ones in a wrong form", () => {
    const known = ResponsesStream.step(ResponsesStream.initialState, { type: "response.output_text.delta" })
    const unknown = ResponsesStream.step(ResponsesStream.initialState, {
      type: "response.hologram.delta",
      photons: 3
    })

    assert.property(faultOf(known), "malformed")
    assert.deepStrictEqual(unknown, Result.succeed([ResponsesStream.initialState, []] as const))
  })

  it("is not over before the last event", () => {
    assert.isNull(ResponsesStream.end(ResponsesStream.initialState))
  })
})
