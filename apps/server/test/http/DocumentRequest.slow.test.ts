/**
 * Many requests made from the OpenAPI document of a running server alone.
 */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { difference } from "./DocumentRun.ts"
import * as HttpWorld from "./HttpWorld.ts"

const first = Number(process.env["LAYERCAKE_TEST_SEED"] ?? 1)

for (const seed of [first, first + 1, first + 2])
  layer(HttpWorld.layer({ attemptsPerMinute: 1_000_000 }), {
    excludeTestServices: true,
    timeout: "2 minutes"
  })(`what the document says can be asked, many times (seed ${seed})`, (it) => {
    it.effect(
      "is answered as it says",
      () =>
        Effect.gen(function* () {
          const { asked, found } = yield* difference({ seed, each: 12 })
          assert.isAbove(asked, 6000)
          assert.deepStrictEqual(found, [])
        }),
      { timeout: 600_000 }
    )
  })
