/**
 * List prices that come with LayerCake, each with where it was published and when. Prices change: a row of one's own in
 * `.layercake/prices.json` counts before these. Batch, priority and long-context tariffs and taxes are not in here.
 */
import type { ModelPrice } from "./ModelPrice.ts"

const anthropicList = "Anthropic, Pricing of the Claude API"
const openaiList = "OpenAI, API pricing, standard tier"

/** Dollars for a million tokens, as the lists say it. A cache write is the one that lives five minutes. */
const row =
  (provider: string, list: string, asOf: string) =>
  (
    model: string,
    from: string,
    [input, cachedInput, output]: readonly [number, number, number],
    cacheWrite?: number
  ): ModelPrice => ({
    provider,
    model,
    from,
    inputPerMillion: micro(input),
    cachedInputPerMillion: micro(cachedInput),
    ...(cacheWrite === undefined ? {} : { cacheWritePerMillion: micro(cacheWrite) }),
    outputPerMillion: micro(output),
    source: `${list}, as of ${asOf}`
  })

const micro = (dollars: number): number => Math.round(dollars * 1_000_000)

// https://docs.anthropic.com/en/docs/about-claude/pricing, models up to Opus 4.1 as of August 2025.
const anthropic = row("anthropic", anthropicList, "August 2025")
// The same page, with the models that came out since.
const anthropicLater = row("anthropic", anthropicList, "November 2025")
// https://openai.com/api/pricing, as of August 2025.
const openai = row("openai", openaiList, "August 2025")

export const standardPrices: ReadonlyArray<ModelPrice> = [
  anthropicLater("claude-opus-4-5*", "2025-11-24", [5, 0.5, 25], 6.25),
  anthropicLater("claude-sonnet-4-5*", "2025-09-29", [3, 0.3, 15], 3.75),
  anthropicLater("claude-haiku-4-5*", "2025-10-15", [1, 0.1, 5], 1.25),
  anthropic("claude-opus-4-1*", "2025-08-05", [15, 1.5, 75], 18.75),
  anthropic("claude-opus-4-0", "2025-05-22", [15, 1.5, 75], 18.75),
  anthropic("claude-opus-4-2025*", "2025-05-22", [15, 1.5, 75], 18.75),
  anthropic("claude-sonnet-4-0", "2025-05-22", [3, 0.3, 15], 3.75),
  anthropic("claude-sonnet-4-2025*", "2025-05-22", [3, 0.3, 15], 3.75),
  anthropic("claude-3-7-sonnet-*", "2025-02-24", [3, 0.3, 15], 3.75),
  anthropic("claude-3-5-haiku-*", "2024-12-01", [0.8, 0.08, 4], 1),

  openai("gpt-5", "2025-08-07", [1.25, 0.125, 10]),
  openai("gpt-5-2025-*", "2025-08-07", [1.25, 0.125, 10]),
  openai("gpt-5-mini*", "2025-08-07", [0.25, 0.025, 2]),
  openai("gpt-5-nano*", "2025-08-07", [0.05, 0.005, 0.4]),
  openai("gpt-4.1", "2025-04-14", [2, 0.5, 8]),
  openai("gpt-4.1-2025-*", "2025-04-14", [2, 0.5, 8]),
  openai("gpt-4.1-mini*", "2025-04-14", [0.4, 0.1, 1.6]),
  openai("gpt-4.1-nano*", "2025-04-14", [0.1, 0.025, 0.4]),
  openai("gpt-4o", "2024-10-01", [2.5, 1.25, 10]),
  openai("gpt-4o-mini", "2024-10-01", [0.15, 0.075, 0.6]),
  openai("o3", "2025-06-10", [2, 0.5, 8]),
  openai("o3-2025-*", "2025-06-10", [2, 0.5, 8]),
  openai("o4-mini", "2025-04-16", [1.1, 0.275, 4.4]),
  openai("o4-mini-2025-*", "2025-04-16", [1.1, 0.275, 4.4]),

  // A recording is played on this machine and nobody is paid for it.
  row("replay", "LayerCake", "always")("*", "2020-01-01", [0, 0, 0])
]
