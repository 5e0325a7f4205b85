/**
 * What tokens of a model cost from a day on, and what a call comes to. An unknown model has no price: nothing is guessed.
 *
 *     cost = (input - cached - written) * input price + cached * cached price + written * cache write price
 *            + output * output price,  each divided by a million, the sum rounded up to a whole micro-dollar
 */
import { Option, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"
import type { TokenUsage } from "../port/AgentExecutor.ts"

/** Millionths of a US dollar for a million tokens: 3000000 is 3 dollars. */
const PerMillion = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

export const PriceDate = Schema.String.check(
  Schema.isPattern(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, {
    message: "Expected a date such as 2026-11-22"
  })
)

export const ModelPrice = Schema.Struct({
  /** As executors name it, for example `anthropic`. */
  provider: Schema.NonEmptyString.check(
    Schema.isPattern(/^[^/]+$/, { message: "Expected a name without a slash" })
  ),
  /** The model's id; each `*` stands for any characters or none. */
  model: Schema.NonEmptyString,
  /** The first day, in UTC, on which calls cost this. */
  from: PriceDate,
  inputPerMillion: PerMillion,
  /** Input that came from the provider's cache. */
  cachedInputPerMillion: PerMillion,
  /** Input that was written to the provider's cache; as other input when left out. */
  cacheWritePerMillion: Schema.optionalKey(PerMillion),
  outputPerMillion: PerMillion,
  /** Whose list it is from, and of when. */
  source: Schema.optionalKey(Schema.String)
})
export type ModelPrice = typeof ModelPrice.Type

export interface PriceTable {
  /** The user's; whatever they say of a model counts before the standard ones. */
  readonly own: ReadonlyArray<ModelPrice>
  readonly standard: ReadonlyArray<ModelPrice>
}

/**
 * The price of a model, `provider/model`, for a call at this time: of the rows that name it most closely the newest that
 * is not of a later day.
 */
export const priceOf = (table: PriceTable, model: string, at: Timestamp): Option.Option<ModelPrice> => {
  const slash = model.indexOf("/")
  const provider = slash < 0 ? model : model.slice(0, slash)
  const id = slash < 0 ? "" : model.slice(slash + 1)
  const day = at.slice(0, 10)
  const among = (rows: ReadonlyArray<ModelPrice>) =>
    rows
      .filter((row) => row.provider === provider && row.from <= day && matches(row.model, id))
      .toSorted((a, b) => closeness(b.model) - closeness(a.model) || (a.from < b.from ? 1 : -1))[0]
  return Option.fromUndefinedOr(among(table.own) ?? among(table.standard))
}

/** Millionths of a US dollar, rounded up. */
export const costOf = (price: ModelPrice, usage: TokenUsage): number => {
  const { cacheWriteInputTokens = 0, cachedInputTokens, inputTokens, outputTokens } = usage
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteInputTokens)
  const { cachedInputPerMillion, inputPerMillion, outputPerMillion } = price
  const exact =
    plain * inputPerMillion +
    cachedInputTokens * cachedInputPerMillion +
    cacheWriteInputTokens * (price.cacheWritePerMillion ?? inputPerMillion) +
    outputTokens * outputPerMillion
  return Math.ceil(exact / 1_000_000)
}

const matches = (pattern: string, id: string): boolean => {
  const [first = "", ...rest] = pattern.split("*")
  const last = rest.pop()
  if (last === undefined) return pattern === id
  if (!id.startsWith(first)) return false
  let from = first.length
  for (const part of rest) {
    const found = id.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return id.length - last.length >= from && id.endsWith(last)
}

/** Characters that a pattern names; an id that is named whole is the closest. */
const closeness = (pattern: string): number =>
  pattern.includes("*") ? pattern.replaceAll("*", "").length : Infinity
