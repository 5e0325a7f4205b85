/**
 * The behaviour every `Formatter` adapter must show. One call per adapter, no copies. How a text looks afterwards is the
 * adapter's own.
 */
import { assert, it } from "@effect/vitest"
import { Formatter } from "@layercake/core/port/Formatter"
import { Effect, type Layer, Option, Schema } from "effect"

const decodeJson = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

const samples: Readonly<Record<string, string>> = {
  "package.json": `{"name":"x",   "version":"1.0.0","scripts":{"test":"node --test"}}`,
  "src/a.ts": "export   const a = 1   \nexport const b = { a:1 }\n\n\n\n",
  "docs/a.md": "# Title   \n\n\ntext\n",
  "a.yaml": "a:   1   \nb:\n    - 2\n\n\n",
  "public/index.html": "<p>one</p>   \n"
}

export const suite = <E>(name: string, layer: Layer.Layer<Formatter, E>) =>
  it.layer(layer)(`Formatter (${name})`, (it) => {
    it.effect("formats what it knows, and what it formatted stays as it is", () =>
      Effect.gen(function* () {
        const { format } = yield* Formatter
        for (const [path, text] of Object.entries(samples)) {
          const once = Option.getOrThrow(yield* format(path, text))
          assert.notStrictEqual(once, text, path)
          assert.deepStrictEqual(yield* format(path, once), Option.some(once), path)
        }
      })
    )

    it.effect("keeps what a text means", () =>
      Effect.gen(function* () {
        const { format } = yield* Formatter
        const text = samples["package.json"]!
        const formatted = Option.getOrThrow(yield* format("package.json", text))
        assert.deepStrictEqual(decodeJson(formatted), decodeJson(text))
      })
    )

    it.effect("indents as it is told to", () =>
      Effect.gen(function* () {
        const { format } = yield* Formatter
        const text = `{"a":{"b":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]}}`
        assert.include(Option.getOrThrow(yield* format("a.json", text, { tabWidth: 4 })), '\n    "')
        assert.include(Option.getOrThrow(yield* format("a.json", text, { useTabs: true })), '\n\t"')
      })
    )

    it.effect("leaves alone what it does not know", () =>
      Effect.gen(function* () {
        const { format } = yield* Formatter
        for (const path of ["logo.png", "Dockerfile", "a.unknown", "LICENSE"])
          assert.deepStrictEqual(yield* format(path, "  x"), Option.none(), path)
      })
    )

    it.effect("refuses what is not of the kind that its name says", () =>
      Effect.gen(function* () {
        const { format } = yield* Formatter
        const error = yield* Effect.flip(format("data/a.json", `{"a": `))
        assert.strictEqual(error._tag, "FormatError")
        assert.strictEqual(error.path, "data/a.json")
      })
    )
  })
