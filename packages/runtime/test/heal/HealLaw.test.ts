/**
 * The laws of healing over a few random programs; `HealLaw.slow.test.ts` looks at many.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { keepLaws } from "./HealLaws.ts"

describe("healing a random program", () => {
  it.live(
    "keeps to its attempts and its money, never loses the best tree, finds what is hidden, and ends",
    () =>
      Effect.gen(function* () {
        const seen = yield* keepLaws({ from: 1, to: 15 })
        // The histories are worth something: every way was gone.
        for (const [tag, times] of Object.entries(seen)) assert.isAbove(times, 0, tag)
      }),
    120_000
  )
})
