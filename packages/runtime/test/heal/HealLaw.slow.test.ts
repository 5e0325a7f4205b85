/**
 * The laws of healing over many random programs.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { keepLaws } from "./HealLaws.ts"

describe("healing any of 200 random programs", () => {
  it.live(
    "keeps to its attempts and its money, never loses the best tree, finds what is hidden, and ends",
    () =>
      Effect.gen(function* () {
        const seen = yield* keepLaws({ from: 101, to: 300 })
        for (const [tag, times] of Object.entries(seen)) assert.isAbove(times, 10, tag)
      }),
    600_000
  )
})
