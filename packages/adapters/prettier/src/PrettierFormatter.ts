/**
 * A `Formatter` with Prettier. Reads no settings and loads no plugins from a project: what agents wrote is text here and
 * never a program.
 */
import { FormatError, Formatter, type FormatOptions } from "@layercake/core/port/Formatter"
import { Effect, Layer, Option } from "effect"
import type * as Prettier from "prettier"

export const layer: Layer.Layer<Formatter> = Layer.succeed(Formatter)({
  format: Effect.fn("PrettierFormatter.format")(function* (path, text, options = {}) {
    const parser = parserOf(path)
    if (parser === undefined) return Option.none()
    const formatted = yield* Effect.tryPromise({
      try: async () =>
        (await import("prettier")).format(text, {
          ...settingsOf(options),
          parser,
          filepath: path,
          plugins: []
        }),
      catch: (cause) => new FormatError({ path, detail: detailOf(cause) })
    })
    return Option.some(formatted)
  })
})

/** By the ending alone, so that nothing on disk is looked at. */
const parserOf = (path: string): string | undefined =>
  parsers.find(([ending]) => ending.test(path.slice(path.lastIndexOf("/") + 1)))?.[1]

const parsers: ReadonlyArray<readonly [ending: RegExp, parser: string]> = [
  [/^package(?:-lock)?\.json$/i, "json-stringify"],
  [/\.(?:json|webmanifest)$/i, "json"],
  [/\.jsonc$/i, "jsonc"],
  [/\.json5$/i, "json5"],
  [/\.[cm]?tsx?$/i, "typescript"],
  [/\.[cm]?jsx?$/i, "babel"],
  [/\.css$/i, "css"],
  [/\.scss$/i, "scss"],
  [/\.less$/i, "less"],
  [/\.vue$/i, "vue"],
  [/\.html?$/i, "html"],
  [/\.(?:md|markdown)$/i, "markdown"],
  [/\.mdx$/i, "mdx"],
  [/\.ya?ml$/i, "yaml"],
  [/\.(?:graphql|gql)$/i, "graphql"]
]

const settingsOf = (options: FormatOptions): Prettier.Options => ({
  printWidth: 100,
  // A program inside of another text is left as it is: it may be an example of what is wrong.
  embeddedLanguageFormatting: "off",
  ...options
})

const detailOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]?.slice(0, 300) ?? "unknown"
