/**
 * What a call may come to, before it is made: the prompt's tokens by `prompt/TokenEstimate` with a margin, and as many
 * tokens of answer as the executor allows.
 */
import { Option, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"
import type { CallPricing } from "../port/AgentExecutor.ts"
import { tokensOf } from "../prompt/TokenEstimate.ts"
import { costOf, priceOf, type PriceTable } from "./ModelPrice.ts"

export const CallEstimate = Schema.Struct({
  /** The model that is asked, `provider/model`. */
  model: Schema.NonEmptyString,
  /** Millionths of a US dollar that the call costs at most by this estimate; null when the model's price is not known. */
  microUsd: Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** One run may make many calls, so that this is only what the first of them may cost. */
  openEnded: Schema.optionalKey(Schema.Boolean)
})
export type CallEstimate = typeof CallEstimate.Type

/** Tokenizers differ; code and other scripts than Latin take more tokens than the estimate says. */
export const inputMargin = 1.25

/** Where an executor does not say how long an answer can be: the limit that the standard model adapter asks for. */
export const defaultOutputTokens = 32_000

/** Undefined when nobody is paid for a call of the executor. */
export const estimateOf = (
  prices: PriceTable,
  executor: { readonly name: string; readonly pricing?: CallPricing | undefined },
  prompt: { readonly system: string; readonly prompt: string },
  at: Timestamp
): CallEstimate | undefined => {
  const { maxOutputTokens = defaultOutputTokens, model = executor.name, openEnded } = executor.pricing ?? {}
  if (model === null) return undefined
  const inputTokens = Math.ceil((tokensOf(prompt.system) + tokensOf(prompt.prompt)) * inputMargin)
  const usage = { inputTokens, outputTokens: maxOutputTokens, cachedInputTokens: 0 }
  const microUsd = Option.match(priceOf(prices, model, at), {
    onNone: () => null,
    // What is written to the cache may cost more than plain input, and all of it may be written.
    onSome: (price) =>
      Math.max(costOf(price, usage), costOf(price, { ...usage, cacheWriteInputTokens: inputTokens }))
  })
  return {
    model,
    microUsd,
    inputTokens,
    outputTokens: maxOutputTokens,
    ...(openEnded === true ? { openEnded } : {})
  }
}
