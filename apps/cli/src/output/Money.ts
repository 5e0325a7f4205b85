/**
 * Cost, tokens, times and counts as people read them.
 */
import type { CostRow } from "@layercake/core/cost/CostBoard"

export const costText = (cost: CostRow | null): string => {
  if (cost === null) return "no model calls yet"
  const { inputTokens, outputTokens } = cost.usage
  const unknown = cost.unpriced > 0 ? ` and ${countText(cost.unpriced, "call")} of unknown price` : ""
  const inherited =
    cost.inherited === null ? "" : `; ${moneyText(cost.inherited.microUsd)} before the fork, not counted here`
  return `${moneyText(cost.microUsd)}${unknown}, ${countText(cost.calls, "call")}, ${inputTokens} tokens in, ${outputTokens} out (${cost.model})${inherited}`
}

/** Of millionths of a US dollar. */
export const moneyText = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(4)}`

/** `1 call`, `2 calls`. */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** `1.2 s`, `3 min 5 s`. */
export const durationText = (millis: number): string => {
  if (millis < 59_950) return `${(millis / 1000).toFixed(1)} s`
  const seconds = Math.round(millis / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
