/**
 * What is in the database of a secret, and what a host without the right key can do with it.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, it } from "@effect/vitest"
import { SecretScope, SecretStore } from "@layercake/core/store/SecretStore"
import { Effect, Layer, Option, Redacted } from "effect"
import { PgSecretKey } from "../src/PgSecretKey.ts"
import * as PgSecretStore from "../src/PgSecretStore.ts"
import * as PgStore from "../src/PgStore.ts"
import { shared } from "./LayerPerFile.ts"

const database = shared(PgStore.layerEmbeddedMemory)
const keyOf = (bytes: Uint8Array) => Layer.succeed(PgSecretKey, Redacted.make(bytes))
const hostWith = (key: Layer.Layer<never>) =>
  Layer.fresh(PgSecretStore.layer.pipe(Layer.provide(key))).pipe(Layer.provideMerge(database))
const first = hostWith(keyOf(new Uint8Array(32).fill(1)))
const second = hostWith(keyOf(new Uint8Array(32).fill(2)))

const scope = SecretScope.make("deployment/rooms/staging")

it.layer(first, { excludeTestServices: true, timeout: "60 seconds" })("a kept secret", (it) => {
  it.effect("is nowhere in its row, and two of the same value differ", () =>
    Effect.gen(function* () {
      const secrets = yield* SecretStore
      const sql = yield* PgClient.PgClient
      yield* secrets.put(scope, "TOKEN", Redacted.make("s3cret-value"))
      yield* secrets.put(scope, "OTHER", Redacted.make("s3cret-value"))

      const rows = yield* sql<{ readonly sealed: Uint8Array }>`
        select sealed from layercake.secrets where scope = ${scope}`
      const texts = rows.map(({ sealed }) => Buffer.from(sealed).toString("latin1"))

      assert.lengthOf(new Set(texts), 2)
      for (const text of texts) assert.notInclude(text, "s3cret")
    })
  )

  it.effect("is not read by a host with another key, which can set it again", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(SecretStore, (secrets) =>
        secrets.put(scope, "SHARED", Redacted.make("of the first"))
      )
      const read = Effect.flatMap(SecretStore, (secrets) => secrets.get(scope, "SHARED"))

      const error = yield* Effect.flip(read.pipe(Effect.provide(second)))
      assert.strictEqual(error._tag, "SecretUnreadable")
      assert.include(error.message, "SHARED")

      yield* Effect.flatMap(SecretStore, (secrets) =>
        secrets.put(scope, "SHARED", Redacted.make("of the second"))
      ).pipe(Effect.provide(second))
      const found = yield* read.pipe(Effect.provide(second))
      assert.strictEqual(Redacted.value(Option.getOrThrow(found)), "of the second")
    })
  )

  it.effect("is not read under another name that it was moved to", () =>
    Effect.gen(function* () {
      const secrets = yield* SecretStore
      const sql = yield* PgClient.PgClient
      yield* secrets.put(scope, "MOVED", Redacted.make("m"))
      yield* sql`update layercake.secrets set name = 'ELSEWHERE' where scope = ${scope} and name = 'MOVED'`

      assert.strictEqual((yield* Effect.flip(secrets.get(scope, "ELSEWHERE")))._tag, "SecretUnreadable")
    })
  )

  it.effect("cannot be kept or read without a key of the right length, and can be named and removed", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(SecretStore, (secrets) => secrets.put(scope, "LEFT", Redacted.make("l")))
      for (const key of [Layer.succeed(PgSecretKey, null), keyOf(new Uint8Array(5))])
        yield* Effect.gen(function* () {
          const secrets = yield* SecretStore
          const refused = yield* Effect.flip(secrets.put(scope, "NEW", Redacted.make("n")))
          assert.strictEqual(refused._tag, "StoreUnavailable")
          assert.include(refused.message, "key")
          assert.strictEqual((yield* Effect.flip(secrets.get(scope, "LEFT")))._tag, "StoreUnavailable")
          assert.include(yield* secrets.names(scope), "LEFT")
          assert.notInclude(yield* secrets.names(scope), "NEW")
        }).pipe(Effect.provide(hostWith(key)))
      assert.isTrue(yield* Effect.flatMap(SecretStore, (secrets) => secrets.remove(scope, "LEFT")))
    })
  )
})
