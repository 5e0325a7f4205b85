/**
 * A streamed answer of the Responses API: reads its events one by one into parts in effect/ai's words. Pure.
 */
import { Result, Schema } from "effect"
import type { Response } from "effect/ai"
import { type Fault, otherThan, type Step } from "./OpenAiApi.ts"
import { closing, FunctionCall, metadataOf, ResponsesEnding } from "./OpenAiResponsesAnswer.ts"

const Spoken = { item_id: Schema.String, content_index: Schema.Int, delta: Schema.String }

const ResponsesEvent = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("response.created"),
    response: Schema.Struct({ id: Schema.String, model: Schema.String })
  }),
  Schema.Struct({ type: Schema.Literal("response.output_text.delta"), ...Spoken }),
  Schema.Struct({ type: Schema.Literal("response.refusal.delta"), ...Spoken }),
  Schema.Struct({
    type: Schema.Literal("response.output_item.done"),
    item: Schema.Union([FunctionCall, otherThan("function_call")])
  }),
  Schema.Struct({
    type: Schema.Literals(["response.completed", "response.incomplete", "response.failed"]),
    response: ResponsesEnding
  }),
  otherThan(
    "response.created",
    "response.output_text.delta",
    "response.refusal.delta",
    "response.output_item.done",
    "response.completed",
    "response.incomplete",
    "response.failed"
  )
])

export interface ResponsesStreamState {
  readonly started: boolean
  /** Ids of the texts that have begun. */
  readonly texts: ReadonlyArray<string>
  readonly refused: boolean
  readonly functionCalls: ReadonlyArray<FunctionCall>
  /** Only with it is the answer complete. */
  readonly ending: ResponsesEnding | null
}

export const initialState: ResponsesStreamState = {
  started: false,
  texts: [],
  refused: false,
  functionCalls: [],
  ending: null
}

const decode = Schema.decodeUnknownResult(ResponsesEvent)

export const step = (
  state: ResponsesStreamState,
  event: unknown
): Result.Result<Step<ResponsesStreamState>, Fault> =>
  decode(event).pipe(
    Result.mapError((error): Fault => ({ malformed: error.message })),
    Result.map((event): Step<ResponsesStreamState> => {
      switch (event.type) {
        case "response.created":
          return [{ ...state, started: true }, [metadataOf(event.response)]]
        case "response.output_text.delta":
        case "response.refusal.delta": {
          const id = `${event.item_id}:${event.content_index}`
          const begun = state.texts.includes(id)
          return [
            {
              ...state,
              texts: begun ? state.texts : [...state.texts, id],
              refused: state.refused || event.type === "response.refusal.delta"
            },
            [
              ...(begun ? [] : [{ type: "text-start" as const, id }]),
              { type: "text-delta", id, delta: event.delta }
            ]
          ]
        }
        case "response.output_item.done":
          return event.item.type === "function_call"
            ? [{ ...state, functionCalls: [...state.functionCalls, event.item] }, []]
            : [state, []]
        case "response.completed":
        case "response.incomplete":
        case "response.failed":
          return [{ ...state, ending: event.response }, []]
        case "not read here":
        default:
          return [state, []]
      }
    })
  )

export const end = (
  state: ResponsesStreamState
): Result.Result<ReadonlyArray<Response.StreamPartEncoded>, Fault> | null =>
  state.ending === null
    ? null
    : Result.map(closing(state.ending, state.refused, state.functionCalls), (parts) => [
        ...state.texts.map((id) => ({ type: "text-end" as const, id })),
        ...parts
      ])
