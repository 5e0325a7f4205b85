import { assert, describe, it } from "@effect/vitest"
import * as MessageStream from "@layercake/anthropic/AnthropicMessageStream"
import { Result, Schema } from "effect"
import type { Response } from "effect/ai"

const decode = Schema.decodeUnknownSync(MessageStream.MessageEvent)

const played = (
  ...events: ReadonlyArray<unknown>
): Result.Result<ReadonlyArray<Response.StreamPartEncoded>, string> => {
  let state = MessageStream.initialState
  const parts: Array<Response.StreamPartEncoded> = []
  for (const event of events) {
    const step = MessageStream.step(state, decode(event))
    if (Result.isFailure(step)) return Result.fail(step.failure)
    state = step.success[0]
    parts.push(...step.success[1])
  }
  return Result.succeed(parts)
}

const started = {
  type: "message_start",
  message: { id: "msg_1", model: "claude-test-1", usage: { input_tokens: 9, output_tokens: 1 } }
}
const ended = [
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 4 } },
  { type: "message_stop" }
]

describe("AnthropicMessageStream", () => {
  it("keeps the signature of thinking, which must be sent back with it", () => {
    const parts = played(
      started,
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "thinking", thinking: "", signature: "" }
      },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Let me " } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "see." } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
      { type: "content_block_stop", index: 0 }
    )

    assert.deepStrictEqual(
      parts,
      Result.succeed([
        { type: "response-metadata", id: "msg_1", modelId: "claude-test-1" },
        { type: "reasoning-start", id: "0" },
        { type: "reasoning-delta", id: "0", delta: "Let me " },
        { type: "reasoning-delta", id: "0", delta: "see." },
        { type: "reasoning-end", id: "0", metadata: { anthropic: { signature: "c2ln" } } }
      ])
    )
  })

  it("passes over blocks and deltas it does not know", () => {
    const parts = played(
      started,
      { type: "content_block_start", index: 0, content_block: { type: "hologram", photons: 3 } },
      { type: "content_block_delta", index: 0, delta: { type: "hologram_delta", photons: 4 } },
      { type: "content_block_stop", index: 0 }
    )

    assert.strictEqual(Result.getOrThrow(parts).length, 1)
  })

  it("does not pass over a known block in a wrong form", () => {
    assert.throws(() => decode({ type: "content_block_start", index: 0, content_block: { type: "text" } }))
    assert.throws(() => decode({ type: "message_delta" }))
  })

  it("takes a tool's input from the start of its block when nothing follows", () => {
    const parts = played(
      started,
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t1", name: "Now", input: {} }
      },
      { type: "content_block_stop", index: 0 }
    )

    assert.deepStrictEqual(Result.getOrThrow(parts)[1], {
      type: "tool-call",
      id: "t1",
      name: "Now",
      params: {}
    })
  })

  it("fails when a finished tool call is not JSON", () => {
    const parts = played(
      started,
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t1", name: "Now", input: {} }
      },
      { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: '{"a":' } },
      { type: "content_block_stop", index: 0 },
      ...ended
    )

    assert.deepStrictEqual(parts, Result.fail("the input of the tool Now is not JSON"))
  })

  it("fails when a message stops without a reason", () => {
    assert.isTrue(Result.isFailure(played(started, { type: "message_stop" })))
  })

  it("keeps the counts that later events leave out", () => {
    const parts = Result.getOrThrow(played(started, ...ended))

    const finish = parts.find((part) => part.type === "finish")
    assert.strictEqual(finish?.usage.inputTokens.total, 9)
    assert.strictEqual(finish?.usage.outputTokens.total, 4)
  })
})
