/**
 * One project with a very long history, made by the real deciders.
 */
import type { Fact } from "@layercake/core/event/EventCodec"
import type { History } from "../pipeline/HistoryDriver.ts"
import { beginning, chanceOf, moody, step } from "../pipeline/RandomHistory.ts"

export const longHistory = (seed: number, count: number): ReadonlyArray<Fact> => {
  const chance = chanceOf(seed)
  const choices = moody(chance, 0.9)
  let history: History = beginning(chance)
  const facts = [...history.facts]
  while (facts.length < count) {
    history = step({ state: history.state, facts: [] }, chance, choices, 0.15).history
    facts.push(...history.facts)
  }
  return facts.slice(0, count)
}
