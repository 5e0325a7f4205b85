import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as EscapeCatalogue from "../src/EscapeCatalogue.ts"
import { isBad, run } from "../src/EscapeRun.ts"

describe("All escapes", () => {
  it.live(
    "are contained by bubblewrap",
    () =>
      Effect.gen(function* () {
        const rows = yield* run({ adapters: ["bubblewrap"], attempts: EscapeCatalogue.attempts }).pipe(
          Stream.runCollect
        )

        assert.deepStrictEqual(rows.filter(isBad), [])
        assert.strictEqual(rows.length, EscapeCatalogue.attempts.length)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    300_000
  )
})
