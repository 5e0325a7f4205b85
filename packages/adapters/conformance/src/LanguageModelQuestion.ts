/**
 * One question to a language model whose provider replies as told, asked whole or streamed; the answer is read the same
 * way from both. Used by the language model suites.
 */
import { Effect, Schema, Stream } from "effect"
import { type AiError, LanguageModel, type Response, Tool, Toolkit } from "effect/ai"
import { ProviderServer, type Reply } from "./ProviderServer.ts"

export type Way = "generateText" | "streamText"

const LookUp = Tool.make("LookUp", {
  description: "Repeats a word.",
  parameters: Schema.Struct({ word: Schema.String, times: Schema.Int }),
  success: Schema.String
})
const Tools = Toolkit.make(LookUp)
const tools = Tools.toLayer({
  LookUp: ({ times, word }) => Effect.succeed(Array.from({ length: times }, () => word).join(" "))
})

const prompt = [
  { role: "system" as const, content: "You are brief." },
  { role: "user" as const, content: "Are you there?" }
]

export type AnyPart =
  | Response.Part<typeof Tools.tools, "opaque">
  | Response.StreamPart<typeof Tools.tools, "opaque">

export interface Answer {
  readonly parts: ReadonlyArray<AnyPart>
  readonly text: string
  readonly finishReason: Response.FinishReason
  readonly usage: Response.Usage
  readonly modelId: string | undefined
}

export const answerTo = Effect.fnUntraced(function* (
  way: Way,
  reply: Reply
): Effect.fn.Return<Answer, AiError.AiError, LanguageModel.LanguageModel | ProviderServer> {
  yield* (yield* ProviderServer).next(reply)
  const request = { prompt, toolkit: yield* Effect.provide(Tools, tools) }
  const parts: ReadonlyArray<AnyPart> =
    way === "generateText"
      ? (yield* LanguageModel.generateText(request)).content
      : yield* Stream.runCollect(LanguageModel.streamText(request))
  const finish = parts.findLast((part) => part.type === "finish")
  if (finish === undefined) return yield* Effect.die("no finish part")
  return {
    parts,
    text: parts.map(textOf).join(""),
    finishReason: finish.reason,
    usage: finish.usage,
    modelId: parts.find((part) => part.type === "response-metadata")?.modelId
  }
})

export const errorOf = (way: Way, reply: Reply) => Effect.flip(answerTo(way, reply))

const textOf = (part: AnyPart): string =>
  part.type === "text" ? part.text : part.type === "text-delta" ? part.delta : ""

export const encodeJson = Schema.encodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))
