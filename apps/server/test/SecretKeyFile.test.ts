import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { PgSecretKey } from "@layercake/postgres/PgSecretKey"
import { ConfigProvider, Effect, FileSystem, Layer, Redacted } from "effect"
import * as SecretKeyFile from "../src/SecretKeyFile.ts"

const keyIn = (directory: string, settings: Readonly<Record<string, string>> = {}) =>
  PgSecretKey.pipe(
    Effect.map((key) => (key === null ? "" : Buffer.from(Redacted.value(key)).toString("hex"))),
    Effect.provide(
      Layer.fresh(SecretKeyFile.layer(directory)).pipe(
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
      )
    )
  )

const folder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())

it.layer(NodeServices.layer)("the key for secrets", (it) => {
  it.effect("is made at the first start, private to its user, and is the same at the next", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const directory = yield* folder

      const first = yield* keyIn(directory)

      assert.match(first, /^[0-9a-f]{64}$/)
      assert.strictEqual(yield* keyIn(directory), first)
      assert.strictEqual((yield* files.stat(`${directory}/secret.key`)).mode & 0o777, 0o600)
      assert.notStrictEqual(yield* keyIn(yield* folder), first)
    }).pipe(Effect.scoped)
  )

  it.effect("comes from the setting where there is one, and no file is made", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const directory = yield* folder
      const key = "0123456789abcdef".repeat(4)

      assert.strictEqual(yield* keyIn(directory, { LAYERCAKE_SECRET_KEY: key }), key)
      assert.isFalse(yield* files.exists(`${directory}/secret.key`))
    }).pipe(Effect.scoped)
  )

  it.effect("is refused by name when it is none, without repeating it", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const directory = yield* folder
      yield* files.writeFileString(`${directory}/secret.key`, "letmein\n")

      for (const [settings, from] of [
        [{}, "secret.key"],
        [{ LAYERCAKE_SECRET_KEY: "letmein" }, "LAYERCAKE_SECRET_KEY"],
        [{ LAYERCAKE_SECRET_KEY: "abcd" }, "LAYERCAKE_SECRET_KEY"]
      ] as const) {
        const error = yield* Effect.flip(keyIn(directory, settings))
        assert.strictEqual(error._tag, "SecretKeyWrong")
        assert.include(error.message, from)
        assert.notInclude(error.message, "letmein")
      }
    }).pipe(Effect.scoped)
  )
})
