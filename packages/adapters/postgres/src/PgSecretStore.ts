/**
 * A `SecretStore` on Postgres. Values are encrypted here with AES-256-GCM under the key of the host, bound to their scope
 * and name, so that neither the database nor a dump of it has them, and a row that is moved is not read as another one.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import { type SecretScope, SecretStore, SecretUnreadable } from "@layercake/core/store/SecretStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Layer, Option, Redacted, Schema } from "effect"
import * as Aead from "effect/crypto/Aead"
import * as SecureRandom from "effect/crypto/SecureRandom"
import { unavailable } from "./PgFailure.ts"
import { PgSecretKey } from "./PgSecretKey.ts"

/** Of AES-GCM. */
const nonceLength = 12

/** The host has no key for secrets, or not one of 32 bytes. */
export class SecretKeyMissing extends Schema.TaggedError<SecretKeyMissing>()("SecretKeyMissing", {}) {
  override get message() {
    return "this host has no key of 32 bytes for secrets"
  }
}

export const layer: Layer.Layer<SecretStore, never, PgClient.PgClient> = Layer.effect(
  SecretStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const aead = yield* Aead.Aead
    const random = yield* SecureRandom.SecureRandom
    const given = yield* PgSecretKey
    const key =
      given === null ? undefined : yield* Effect.option(Aead.key(Aead.aes256Gcm, Redacted.value(given)))

    const withKey = (operation: string) =>
      key === undefined || Option.isNone(key)
        ? Effect.fail(new StoreUnavailable({ operation, cause: new SecretKeyMissing() }))
        : Effect.succeed(key.value)

    return SecretStore.of({
      put: Effect.fn("PgSecretStore.put")(function* (scope, name, value) {
        const host = yield* withKey("put")
        const nonce = yield* random.randomBytes(nonceLength)
        const sealed = yield* aead
          .encrypt(host, bytesOf(Redacted.value(value)), { nonce, aad: binding(scope, name) })
          .pipe(Effect.mapError((cause) => new StoreUnavailable({ operation: "put", cause })))
        const kept = new Uint8Array(nonce.length + sealed.length)
        kept.set(nonce)
        kept.set(sealed, nonce.length)
        yield* sql`
          insert into layercake.secrets (scope, name, sealed) values (${scope}, ${name}, ${kept})
          on conflict (scope, name) do update set sealed = excluded.sealed, updated_at = clock_timestamp()
        `.pipe(unavailable("put"))
      }),

      get: Effect.fn("PgSecretStore.get")(function* (scope, name) {
        const host = yield* withKey("get")
        const [row] = yield* sql<{ readonly sealed: Uint8Array }>`
          select sealed from layercake.secrets where scope = ${scope} and name = ${name}
        `.pipe(unavailable("get"))
        if (row === undefined) return Option.none()
        const sealed = row.sealed.slice()
        const value = yield* aead
          .decrypt(host, sealed.subarray(nonceLength), {
            nonce: sealed.subarray(0, nonceLength),
            aad: binding(scope, name)
          })
          .pipe(Effect.mapError(() => new SecretUnreadable({ scope, name })))
        return Option.some(Redacted.make(textOf(value)))
      }),

      remove: Effect.fn("PgSecretStore.remove")(function* (scope, name) {
        const rows = yield* sql`
          delete from layercake.secrets where scope = ${scope} and name = ${name} returning 1
        `.pipe(unavailable("remove"))
        return rows.length > 0
      }),

      names: Effect.fn("PgSecretStore.names")(function* (scope) {
        const rows = yield* sql<{ readonly name: string }>`
          select name from layercake.secrets where scope = ${scope} order by name
        `.pipe(unavailable("names"))
        return rows.map(({ name }) => name)
      }),

      clear: Effect.fn("PgSecretStore.clear")(function* (scope) {
        const rows = yield* sql`delete from layercake.secrets where scope = ${scope} returning 1`.pipe(
          unavailable("clear")
        )
        return rows.length
      })
    })
  })
).pipe(Layer.provide(Aead.layerWebCrypto), Layer.provide(SecureRandom.layerWebCrypto))

/** What a value is encrypted with besides the key, unambiguous for any two texts. */
const binding = (scope: SecretScope, name: string): Uint8Array => bytesOf(canonicalJson([scope, name]))
