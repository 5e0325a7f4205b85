/**
 * The part of a prompt that reminds: each recollection in full, in one line, or not at all, within a share of the budget.
 */
import { Result } from "effect"
import { type Recollection, shortOf } from "../memory/Recollection.ts"
import { plan } from "./PromptPlan.ts"
import { tokensOf } from "./TokenEstimate.ts"

/** What was said and tried may take this part of a prompt; the rest is for the files. */
export const memoryShare = 1 / 5

export interface MemoryText {
  /** Empty when there is nothing to be reminded of. */
  readonly text: string
  /** Some of it is condensed or left out. */
  readonly isCondensed: boolean
}

/** Most relevant first; at most so many tokens. */
export const memoryText = (recollections: ReadonlyArray<Recollection>, budget: number): MemoryText => {
  if (recollections.length === 0) return { text: "", isCondensed: false }
  const entries = recollections.map(({ text }) => {
    const long = `- ${text.replaceAll("\n", "\n  ")}`
    const short = `- ${shortOf(text)}`
    return { long, short }
  })
  const heading = "# What was decided and tried"
  const room = Math.max(0, budget - tokensOf(heading) - headroom)
  const planned = plan(
    entries.map(({ long, short }) => ({
      isFixed: false,
      forms: [
        { form: "whole" as const, text: long, tokens: tokensOf(long) + 1 },
        ...(short === long ? [] : [{ form: "name" as const, text: short, tokens: tokensOf(short) + 1 }])
      ]
    })),
    room
  )
  const chosen = Result.getOrElse(planned, () => [])
  const shown = chosen.flatMap((form) => (form === undefined ? [] : [form.text]))
  const left = entries.length - shown.length
  return {
    text: [
      heading,
      ...shown,
      ...(left === 0 ? [] : [`- and ${left} ${left === 1 ? "entry" : "entries"} of less relevance`])
    ].join("\n"),
    isCondensed: entries.some((_, index) => chosen[index]?.form !== "whole")
  }
}

/** For the line that counts what is left out. */
const headroom = 20
