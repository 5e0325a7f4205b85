import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as FormatterConformance from "@layercake/conformance/FormatterConformance"
import { Formatter } from "@layercake/core/port/Formatter"
import * as PrettierFormatter from "@layercake/prettier/PrettierFormatter"
import { Effect, Option } from "effect"
import { afterAll } from "vitest"

FormatterConformance.suite("Prettier", PrettierFormatter.layer)

const folder = mkdtempSync(join(tmpdir(), "layercake-prettier-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("PrettierFormatter", () => {
  it.effect("takes no settings and no plugins from the folder that a path leads to", () =>
    Effect.gen(function* () {
      const { format } = yield* Formatter
      writeFileSync(join(folder, ".prettierrc"), `{"semi":false,"plugins":["./plugin.mjs"]}`)
      writeFileSync(join(folder, "plugin.mjs"), `globalThis.wasLoaded = true; export const languages = []`)
      const formatted = yield* format(join(folder, "a.ts"), "const a = 1")
      assert.deepStrictEqual(formatted, Option.some("const a = 1;\n"))
      assert.isFalse("wasLoaded" in globalThis)
    }).pipe(Effect.provide(PrettierFormatter.layer))
  )

  it.effect("says in one line what is wrong with a program", () =>
    Effect.gen(function* () {
      const { format } = yield* Formatter
      const error = yield* Effect.flip(format("src/a.ts", "const = \n\n"))
      assert.match(error.message, /^src\/a\.ts cannot be formatted: .*\(1:7\)$/)
    }).pipe(Effect.provide(PrettierFormatter.layer))
  )
})
