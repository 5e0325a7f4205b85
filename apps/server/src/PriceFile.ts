/**
 * The user's own prices, `prices.json` in the data folder: `{ "prices": [ ... ] }` with rows of `core/cost/ModelPrice`.
 * They count before the standard ones.
 */
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import { ModelPrice } from "@layercake/core/cost/ModelPrice"
import { standardPrices } from "@layercake/core/cost/StandardPrices"
import { Effect, FileSystem, Layer, Schema, SchemaIssue } from "effect"

/** The file says something else than prices. Nothing of it counts, and nothing is begun with it. */
export class PriceFileInvalid extends Schema.TaggedError<PriceFileInvalid>()("PriceFileInvalid", {
  file: Schema.String,
  /** The place in the file, for example `prices.0.inputPerMillion`; empty for the whole of it. */
  problems: Schema.NonEmptyArray(Schema.Struct({ field: Schema.String, problem: Schema.String }))
}) {
  override get message() {
    const problems = this.problems.map(({ field, problem }) =>
      field === "" ? problem : `${field}: ${problem}`
    )
    return `${this.file} holds no prices. ${problems.join(". ")}. Put it right, or move it away to use the standard prices; \`layercake cost --prices --json\` shows rows as they should be.`
  }
}

const File = Schema.fromJsonString(Schema.Struct({ prices: Schema.Array(ModelPrice) }))
const decode = Schema.decodeUnknownEffect(File, { errors: "all", onExcessProperty: "error" })
const describe = SchemaIssue.makeFormatterStandardSchemaV1()

/** No rows when there is no such file. */
export const read = Effect.fn("PriceFile.read")(function* (file: string) {
  const files = yield* FileSystem.FileSystem
  if (!(yield* files.exists(file))) return []
  const text = yield* files.readFileString(file)
  const { prices } = yield* decode(text).pipe(
    Effect.mapError(({ issue }) => {
      const [first = { field: "", problem: "it cannot be read" }, ...others] = describe(issue).issues.map(
        ({ message, path }) => ({ field: path?.join(".") ?? "", problem: message })
      )
      return new PriceFileInvalid({ file, problems: [first, ...others] })
    })
  )
  return prices
})

/** The price table of a data folder, for whoever does work or answers questions. */
export const layer = (file: string) =>
  Layer.effect(
    CurrentPrices,
    Effect.map(read(file), (own) => ({ own, standard: standardPrices }))
  )
