import { assert, it } from "@effect/vitest"
import { Duration } from "effect"
import { delayOf } from "../../src/worker/JobBackoff.ts"

const millis = (attempt: number, random: number, retryAfterMillis = 0) =>
  Duration.toMillis(delayOf({ attempt, random, retryAfterMillis }))

it("doubles the delay with every try, up to a minute", () => {
  assert.deepStrictEqual(
    [1, 2, 3, 4, 7, 8, 9, 50, 2000].map((attempt) => millis(attempt, 1)),
    [500, 1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000, 60_000]
  )
})

it("spreads the delay between half of it and all of it", () => {
  assert.deepStrictEqual(
    [0, 0.25, 0.5, 1].map((random) => millis(3, random)),
    [1000, 1250, 1500, 2000]
  )
})

it("never comes back sooner than the provider asked for", () => {
  for (const random of [0, 0.3, 1]) {
    assert.isAtLeast(millis(1, random, 30_000), 30_000)
    assert.isAtMost(millis(1, random, 30_000), 30_250)
  }
})
