/**
 * Requests made from the OpenAPI document of a running server alone, a few for each operation.
 */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { difference } from "./DocumentRun.ts"
import * as HttpWorld from "./HttpWorld.ts"

const seed = Number(process.env["LAYERCAKE_TEST_SEED"] ?? 20_261)

layer(HttpWorld.layer({ attemptsPerMinute: 1_000_000 }), { excludeTestServices: true, timeout: "2 minutes" })(
  "what the document says can be asked",
  (it) => {
    it.effect(
      `is answered as it says (seed ${seed})`,
      () =>
        Effect.gen(function* () {
          const { asked, found, statuses } = yield* difference({ seed, each: 1 })
          assert.isAbove(asked, 500)
          // Refusals alone would say little.
          assert.isAbove(statuses[200] ?? 0, 60, String(Object.entries(statuses)))
          assert.deepStrictEqual(found, [])
        }),
      { timeout: 180_000 }
    )
  }
)
