/**
 * A `Formatter` without a vendor: JSON in two spaces, and other text without spaces at the ends of its lines.
 */
import { FormatError, Formatter } from "@layercake/core/port/Formatter"
import { Effect, Formatter as Json, Layer, Option, Schema } from "effect"

const decodeJson = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Json))
const isText = (path: string) => /\.(?:css|html?|[cm]?[jt]sx?|md|ya?ml)$/i.test(path)

export const layer: Layer.Layer<Formatter> = Layer.succeed(Formatter)({
  format: Effect.fn("MemoryFormatter.format")(function* (path, text, options = {}) {
    if (/\.json$/i.test(path)) {
      const value = yield* Effect.mapError(
        decodeJson(text),
        () => new FormatError({ path, detail: "it is no JSON" })
      )
      const space = options.useTabs === true ? "\t" : (options.tabWidth ?? 2)
      return Option.some(`${Json.formatJson(value, { space })}\n`)
    }
    if (!isText(path)) return Option.none()
    const lines = text.split(/\r\n?|\n/).map((line) => line.trimEnd())
    return Option.some(`${lines.join("\n").trimEnd()}\n`)
  })
})
