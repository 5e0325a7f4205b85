/**
 * The key that secrets of this host are kept under: from LAYERCAKE_SECRET_KEY, or from a file of the data folder that is
 * made at the first start and that only its user may read. Whoever loses it has to set every secret again.
 */
import { PgSecretKey } from "@layercake/postgres/PgSecretKey"
import { Config, Effect, FileSystem, Layer, Option, Path, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

/** It is not what `openssl rand -hex 32` makes. */
export class SecretKeyWrong extends Schema.TaggedError<SecretKeyWrong>()("SecretKeyWrong", {
  from: Schema.String
}) {
  override get message() {
    return `${this.from}: a key for secrets has 64 hexadecimal digits. \`openssl rand -hex 32\` makes one.`
  }
}

const setting = "LAYERCAKE_SECRET_KEY"

/** `directory`: the data folder. Every host over the same database needs the same key. */
export const layer = (directory: string) =>
  Layer.effect(
    PgSecretKey,
    Effect.gen(function* () {
      const given = yield* Config.option(Config.Redacted(setting))
      if (Option.isSome(given)) return yield* decoded(setting, Redacted.value(given.value))
      const path = yield* Path.Path
      const file = path.join(directory, "secret.key")
      return yield* decoded(file, yield* readOrMake(file))
    })
  )

const readOrMake = Effect.fnUntraced(function* (file: string) {
  const files = yield* FileSystem.FileSystem
  const random = yield* SecureRandom.SecureRandom
  return yield* files.readFileString(file).pipe(
    Effect.catchIf(
      (error) => error.reason._tag === "NotFound",
      () =>
        Effect.gen(function* () {
          const made = Hex.encode(yield* random.randomBytes(32))
          // Of several that start at once, the first one's is everybody's.
          yield* files.writeFileString(file, `${made}\n`, { flag: "wx", mode: 0o600 }).pipe(
            Effect.catchIf(
              (error) => error.reason._tag === "AlreadyExists",
              () => Effect.void
            )
          )
          return yield* files.readFileString(file)
        })
    )
  )
}, Effect.provide(SecureRandom.layerWebCrypto))

const decoded = Effect.fnUntraced(function* (from: string, text: string) {
  const bytes = yield* Effect.fromResult(Hex.decode(text.trim())).pipe(
    Effect.mapError(() => new SecretKeyWrong({ from }))
  )
  return bytes.length === 32 ? Redacted.make(bytes) : yield* new SecretKeyWrong({ from })
})
