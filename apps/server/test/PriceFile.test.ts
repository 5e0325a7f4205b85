import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import { priceOf } from "@layercake/core/cost/ModelPrice"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Effect, FileSystem, Option } from "effect"
import * as PriceFile from "../src/PriceFile.ts"

const row = {
  provider: "anthropic",
  model: "claude-sonnet-4-5*",
  from: "2026-01-01",
  inputPerMillion: 1,
  cachedInputPerMillion: 1,
  outputPerMillion: 1
}

const fileOf = (...prices: ReadonlyArray<object>) => JSON.stringify({ prices })

const withFile = Effect.fnUntraced(function* (content: string | undefined) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const file = `${folder}/prices.json`
  if (content !== undefined) yield* files.writeFileString(file, content)
  return file
})

const inputPrice = (file: string, model: string, day: string) =>
  Effect.map(CurrentPrices, (table) =>
    Option.map(
      priceOf(table, model, Timestamp.make(`${day}T00:00:00.000Z`)),
      (price) => price.inputPerMillion
    )
  ).pipe(Effect.provide(PriceFile.layer(file)))

describe("prices.json", () => {
  it.effect("counts before the standard prices from its day on, and may be missing", () =>
    Effect.gen(function* () {
      const none = yield* withFile(undefined)
      const own = yield* withFile(fileOf(row))
      const sonnet = "anthropic/claude-sonnet-4-5"
      assert.deepStrictEqual(
        [
          yield* inputPrice(none, sonnet, "2026-11-22"),
          yield* inputPrice(own, sonnet, "2026-11-22"),
          yield* inputPrice(own, sonnet, "2025-12-31"),
          yield* inputPrice(own, "anthropic/claude-haiku-4-5", "2026-11-22")
        ].map(Option.getOrNull),
        [3_000_000, 1, 3_000_000, 1_000_000]
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("that says something else is refused with the place of every mistake", () =>
    Effect.gen(function* () {
      const faults: ReadonlyArray<readonly [content: string, ...words: ReadonlyArray<RegExp>]> = [
        ["", /JSON/],
        ["{", /JSON/],
        ["[]", /object/i],
        ["{}", /prices: /],
        [`{ "prices": [], "price": [] }`, /price: /],
        [fileOf({ ...row, inputPerMillion: "3" }), /prices\.0\.inputPerMillion: /],
        [
          fileOf(row, { ...row, from: "2026-13-01", outputPerMillion: -1, provider: "a/b" }),
          /prices\.1\.from: Expected a date such as 2026-11-22/,
          /prices\.1\.outputPerMillion: /,
          /prices\.1\.provider: Expected a name without a slash/
        ],
        [fileOf({ ...row, outputPerMillion: 0.5 }), /prices\.0\.outputPerMillion: /],
        [fileOf({ ...row, usd: 1 }), /prices\.0\.usd: /]
      ]
      for (const [content, ...words] of faults) {
        const error = yield* Effect.flip(PriceFile.read(yield* withFile(content)))
        assert.strictEqual(error._tag, "PriceFileInvalid", content)
        for (const word of words) assert.match(error.message, word)
        assert.match(error.message, /prices\.json holds no prices\..*Put it right/s)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
