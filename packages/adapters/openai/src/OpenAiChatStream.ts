/**
 * A streamed answer of Chat Completions: reads its chunks one by one into parts in effect/ai's words. Pure.
 */
import { Result, Schema } from "effect"
import type { Response } from "effect/ai"
import type { Fault, Step } from "./OpenAiApi.ts"
import { ChatUsage, closing, metadataOf } from "./OpenAiChatAnswer.ts"

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const ChatChunk = Schema.Struct({
  id: nullable(Schema.String),
  model: nullable(Schema.String),
  choices: Schema.Array(
    Schema.Struct({
      delta: nullable(
        Schema.Struct({
          content: nullable(Schema.String),
          refusal: nullable(Schema.String),
          tool_calls: nullable(
            Schema.Array(
              Schema.Struct({
                index: nullable(Schema.Int),
                id: nullable(Schema.String),
                function: nullable(
                  Schema.Struct({ name: nullable(Schema.String), arguments: nullable(Schema.String) })
                )
              })
            )
          )
        })
      ),
      finish_reason: nullable(Schema.String)
    })
  ),
  usage: nullable(ChatUsage)
})
type Delta = NonNullable<(typeof ChatChunk.Type)["choices"][number]["delta"]>

interface ToolCall {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly arguments: string
}

export interface ChatStreamState {
  readonly started: boolean
  readonly speaking: boolean
  readonly refused: boolean
  readonly toolCalls: ReadonlyArray<ToolCall>
  /** Only with it is the answer complete; the usage may still follow. */
  readonly finishReason: string | null
  readonly usage: ChatUsage | null
}

export const initialState: ChatStreamState = {
  started: false,
  speaking: false,
  refused: false,
  toolCalls: [],
  finishReason: null,
  usage: null
}

/** Chat Completions has one text per answer. */
const textId = "0"

const decode = Schema.decodeUnknownResult(ChatChunk)

export const step = (state: ChatStreamState, event: unknown): Result.Result<Step<ChatStreamState>, Fault> =>
  decode(event).pipe(
    Result.mapError((error): Fault => ({ malformed: error.message })),
    Result.map((chunk) => {
      const choice = chunk.choices[0]
      const text = `${choice?.delta?.content ?? ""}${choice?.delta?.refusal ?? ""}`
      const parts: Array<Response.StreamPartEncoded> = []
      if (!state.started) parts.push(metadataOf(chunk))
      if (text !== "" && !state.speaking) parts.push({ type: "text-start", id: textId })
      if (text !== "") parts.push({ type: "text-delta", id: textId, delta: text })
      return [
        {
          started: true,
          speaking: state.speaking || text !== "",
          refused: state.refused || (choice?.delta?.refusal ?? "") !== "",
          toolCalls: (choice?.delta?.tool_calls ?? []).reduce(extended, state.toolCalls),
          finishReason: choice?.finish_reason ?? state.finishReason,
          usage: chunk.usage ?? state.usage
        },
        parts
      ]
    })
  )

export const end = (
  state: ChatStreamState
): Result.Result<ReadonlyArray<Response.StreamPartEncoded>, Fault> | null =>
  state.finishReason === null
    ? null
    : Result.map(closing(state), (parts) => [
        ...(state.speaking ? [{ type: "text-end" as const, id: textId }] : []),
        ...parts
      ])

/**
 * A piece belongs to the last call of its index, unless it names another call: some servers leave the index out, some
 * send every call whole under index 0, and some repeat the id with every piece.
 */
const extended = (
  calls: ReadonlyArray<ToolCall>,
  delta: NonNullable<Delta["tool_calls"]>[number]
): ReadonlyArray<ToolCall> => {
  const id = delta.id ?? ""
  const position = calls.findLastIndex(
    (call) => (delta.index ?? call.index) === call.index && (id === "" || id === call.id)
  )
  const before = calls[position] ?? { index: delta.index ?? calls.length, id, name: "", arguments: "" }
  const after: ToolCall = {
    ...before,
    name: before.name === "" ? (delta.function?.name ?? "") : before.name,
    arguments: before.arguments + (delta.function?.arguments ?? "")
  }
  return position === -1 ? [...calls, after] : calls.with(position, after)
}
