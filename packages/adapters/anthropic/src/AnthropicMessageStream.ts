/**
 * A streamed answer of the Messages API: reads its events one by one into parts in effect/ai's words. Pure; fails with
 * a sentence when an event cannot follow from what came before.
 */
import { Option, Result, Schema } from "effect"
import type { Response } from "effect/ai"
import { ContentBlock, finishOf, MessageUsage, metadataOf, otherThan } from "./AnthropicMessage.ts"

export const MessageEvent = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("message_start"),
    message: Schema.Struct({ id: Schema.String, model: Schema.String, usage: MessageUsage })
  }),
  Schema.Struct({
    type: Schema.Literal("content_block_start"),
    index: Schema.Int,
    content_block: ContentBlock
  }),
  Schema.Struct({
    type: Schema.Literal("content_block_delta"),
    index: Schema.Int,
    delta: Schema.Union([
      Schema.Struct({ type: Schema.Literal("text_delta"), text: Schema.String }),
      Schema.Struct({ type: Schema.Literal("thinking_delta"), thinking: Schema.String }),
      Schema.Struct({ type: Schema.Literal("signature_delta"), signature: Schema.String }),
      Schema.Struct({ type: Schema.Literal("input_json_delta"), partial_json: Schema.String }),
      otherThan("text_delta", "thinking_delta", "signature_delta", "input_json_delta")
    ])
  }),
  Schema.Struct({ type: Schema.Literal("content_block_stop"), index: Schema.Int }),
  Schema.Struct({
    type: Schema.Literal("message_delta"),
    delta: Schema.Struct({ stop_reason: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
    usage: Schema.optionalKey(MessageUsage)
  }),
  Schema.Struct({ type: Schema.Literal("message_stop") }),
  otherThan(
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop"
  )
])
export type MessageEvent = typeof MessageEvent.Type

type OpenBlock =
  | { readonly kind: "text" }
  | { readonly kind: "reasoning"; readonly signature: string }
  | {
      readonly kind: "tool"
      readonly id: string
      readonly name: string
      readonly input: unknown
      readonly json: string
    }

export interface MessageStreamState {
  readonly started: boolean
  /** By their index in the message. */
  readonly open: ReadonlyMap<number, OpenBlock>
  readonly usage: MessageUsage
  readonly stopReason: string | null
  /** A tool whose input was no JSON when its block ended; only the token limit excuses it. */
  readonly brokenTool: string | null
  /** Only then is the answer complete. */
  readonly stopped: boolean
}

export const initialState: MessageStreamState = {
  started: false,
  open: new Map(),
  usage: {},
  stopReason: null,
  brokenTool: null,
  stopped: false
}

export type Step = readonly [state: MessageStreamState, parts: ReadonlyArray<Response.StreamPartEncoded>]

export const step = (state: MessageStreamState, event: MessageEvent): Result.Result<Step, string> => {
  switch (event.type) {
    case "message_start":
      return Result.succeed([
        { ...state, started: true, usage: merged(state.usage, event.message.usage) },
        [metadataOf(event.message)]
      ])
    case "content_block_start":
      return Result.succeed(begin(state, event.index, event.content_block))
    case "content_block_delta": {
      const block = state.open.get(event.index)
      return Result.succeed(
        block === undefined ? [state, []] : extend(state, event.index, block, event.delta)
      )
    }
    case "content_block_stop": {
      const block = state.open.get(event.index)
      return Result.succeed(block === undefined ? [state, []] : end(state, event.index, block))
    }
    case "message_delta":
      return Result.succeed([
        {
          ...state,
          usage: merged(state.usage, event.usage ?? {}),
          stopReason: event.delta.stop_reason ?? state.stopReason
        },
        []
      ])
    case "message_stop":
      return stop(state)
    case "not read here":
    default:
      return Result.succeed([state, []])
  }
}

const begin = (state: MessageStreamState, index: number, block: ContentBlock): Step => {
  const id = String(index)
  const opened = (open: OpenBlock) => ({ ...state, open: new Map(state.open).set(index, open) })
  switch (block.type) {
    case "text":
      return [
        opened({ kind: "text" }),
        [
          { type: "text-start", id },
          ...(block.text === "" ? [] : [{ type: "text-delta" as const, id, delta: block.text }])
        ]
      ]
    case "thinking":
      return [
        opened({ kind: "reasoning", signature: block.signature }),
        [
          { type: "reasoning-start", id },
          ...(block.thinking === "" ? [] : [{ type: "reasoning-delta" as const, id, delta: block.thinking }])
        ]
      ]
    case "redacted_thinking":
      return [
        state,
        [
          { type: "reasoning-start", id, metadata: { anthropic: { redactedData: block.data } } },
          { type: "reasoning-end", id }
        ]
      ]
    case "tool_use":
      return [opened({ kind: "tool", id: block.id, name: block.name, input: block.input, json: "" }), []]
    case "not read here":
    default:
      return [state, []]
  }
}

type Delta = Extract<MessageEvent, { type: "content_block_delta" }>["delta"]

const extend = (state: MessageStreamState, index: number, block: OpenBlock, delta: Delta): Step => {
  const id = String(index)
  const kept = (open: OpenBlock) => ({ ...state, open: new Map(state.open).set(index, open) })
  switch (delta.type) {
    case "text_delta":
      return [state, [{ type: "text-delta", id, delta: delta.text }]]
    case "thinking_delta":
      return [state, [{ type: "reasoning-delta", id, delta: delta.thinking }]]
    case "signature_delta":
      return [
        block.kind === "reasoning" ? kept({ ...block, signature: block.signature + delta.signature }) : state,
        []
      ]
    case "input_json_delta":
      return [block.kind === "tool" ? kept({ ...block, json: block.json + delta.partial_json }) : state, []]
    case "not read here":
    default:
      return [state, []]
  }
}

const end = (state: MessageStreamState, index: number, block: OpenBlock): Step => {
  const id = String(index)
  const open = new Map(state.open)
  open.delete(index)
  const closed = { ...state, open }
  switch (block.kind) {
    case "text":
      return [closed, [{ type: "text-end", id }]]
    case "reasoning":
      return [
        closed,
        [{ type: "reasoning-end", id, metadata: { anthropic: { signature: block.signature } } }]
      ]
    case "tool": {
      const params = block.json === "" ? Option.some(block.input) : parseJson(block.json)
      return Option.isNone(params)
        ? [{ ...closed, brokenTool: block.name }, []]
        : [closed, [{ type: "tool-call", id: block.id, name: block.name, params: params.value }]]
    }
  }
}

const stop = (state: MessageStreamState): Result.Result<Step, string> => {
  if (state.stopReason === null) return Result.fail("the message stopped without a stop_reason")
  const finish = finishOf(state.stopReason, state.usage)
  return state.brokenTool !== null && finish.reason !== "length"
    ? Result.fail(`the input of the tool ${state.brokenTool} is not JSON`)
    : Result.succeed([{ ...state, stopped: true }, [finish]])
}

const parseJson = Schema.decodeOption(Schema.fromJsonString(Schema.Unknown))

/** Counts in later events are totals up to then, not additions. */
const merged = (before: MessageUsage, now: MessageUsage): MessageUsage => ({
  input_tokens: now.input_tokens ?? before.input_tokens ?? null,
  output_tokens: now.output_tokens ?? before.output_tokens ?? null,
  cache_creation_input_tokens: now.cache_creation_input_tokens ?? before.cache_creation_input_tokens ?? null,
  cache_read_input_tokens: now.cache_read_input_tokens ?? before.cache_read_input_tokens ?? null
})
