/**
 * Cost and tokens as people read them.
 */
import type { CostRow } from "@layercake/core/cost/CostBoard"

export const costText = (cost: CostRow | null): string => {
  if (cost === null) return "no model calls yet"
  const { inputTokens, outputTokens } = cost.usage
  const money = `$${(cost.microUsd / 1e6).toFixed(4)}`
  const unknown = cost.unpriced > 0 ? ` and ${cost.unpriced} calls of unknown price` : ""
  return `${money}${unknown}, ${cost.calls} calls, ${inputTokens} tokens in, ${outputTokens} out (${cost.model})`
}

/** `1.2 s`, `3 min 5 s`. */
export const durationText = (millis: number): string =>
  millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`
