/**
 * The parsers of specifications, loaded when somebody first asks for one: most processes never do, and they take long.
 */
import { SpecificationReader } from "@layercake/core/port/SpecificationReader"
import { Effect, Layer } from "effect"

export const layer: Layer.Layer<SpecificationReader> = Layer.effect(
  SpecificationReader,
  Effect.gen(function* () {
    const parsers = yield* Effect.cached(
      Effect.promise(() => import("@layercake/specification/ParsedSpecifications"))
    )
    return SpecificationReader.of({
      read: (kind, text) => Effect.flatMap(parsers, ({ reader }) => reader.read(kind, text)),
      compare: (texts) => Effect.flatMap(parsers, ({ reader }) => reader.compare(texts))
    })
  })
)
