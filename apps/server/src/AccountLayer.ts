/**
 * What accounts need of this host: Argon2id, signed access tokens, GitHub where it is set up, and whether people may
 * register. Read from the environment; the key that tokens are signed with is made at the first start where none is given.
 */
import type { AccessTokens } from "@layercake/core/port/AccessTokens"
import { type OAuthProvider, OAuthProviders, providers } from "@layercake/core/port/OAuthProviders"
import * as Argon2PasswordHasher from "@layercake/argon2/Argon2PasswordHasher"
import * as AccountCredentials from "@layercake/runtime/account/AccountCredentials"
import { Registration } from "@layercake/runtime/account/Registration"
import { Config, Effect, FileSystem, Layer, Option, Path, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

/** A setting that cannot be used; nothing was started. */
export class AccountSettingWrong extends Schema.TaggedError<AccountSettingWrong>()("AccountSettingWrong", {
  setting: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.setting}: ${this.detail}`
  }
}

const shortest = 32

const settings = Config.all({
  secret: Config.option(Config.Redacted("LAYERCAKE_AUTH_SECRET")),
  registration: Config.Literals(["open", "closed"], "LAYERCAKE_REGISTRATION").pipe(
    Config.withDefault("closed" as const)
  ),
  clientId: Config.option(Config.NonEmptyString("LAYERCAKE_GITHUB_CLIENT_ID")),
  clientSecret: Config.option(Config.Redacted("LAYERCAKE_GITHUB_CLIENT_SECRET")),
  redirect: Config.option(Config.NonEmptyString("LAYERCAKE_GITHUB_REDIRECT")),
  address: Config.option(Config.NonEmptyString("LAYERCAKE_GITHUB_URL")),
  api: Config.option(Config.NonEmptyString("LAYERCAKE_GITHUB_API_URL"))
})
type Settings = Config.Success<typeof settings>

/** `directory`: the data folder. Every host over the same database needs the same LAYERCAKE_AUTH_SECRET. */
export const layer = (directory: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const read = yield* settings
      const key = yield* keyOf(directory, read.secret)
      return Layer.mergeAll(
        Argon2PasswordHasher.layer,
        accessTokens(key),
        oauth(read),
        Layer.succeed(Registration, read.registration)
      )
    })
  )

/** `Credentials` over `layer` and the stores: who a bearer token is. */
export const credentials = AccountCredentials.layer

/** Loaded when the first token comes: most processes of a person on their own never see one. */
const accessTokens = (key: Redacted.Redacted<Uint8Array>): Layer.Layer<AccessTokens> =>
  Layer.unwrap(
    Effect.map(
      Effect.promise(() => import("@layercake/jose/JoseAccessTokens")),
      ({ layer }) => layer({ key })
    )
  )

const keyOf = Effect.fnUntraced(function* (directory: string, secret: Option.Option<Redacted.Redacted>) {
  if (Option.isSome(secret)) {
    const bytes = new TextEncoder().encode(Redacted.value(secret.value))
    return bytes.length >= shortest
      ? Redacted.make(bytes)
      : yield* new AccountSettingWrong({
          setting: "LAYERCAKE_AUTH_SECRET",
          detail: `it must have ${shortest} characters or more. \`openssl rand -hex 32\` makes one.`
        })
  }
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const random = yield* SecureRandom.SecureRandom
  const file = path.join(directory, "auth.key")
  const text = yield* files.readFileString(file).pipe(
    Effect.catchIf(
      (error) => error.reason._tag === "NotFound",
      () =>
        Effect.gen(function* () {
          const made = Hex.encode(yield* random.randomBytes(32))
          // Of two processes that begin at once, one makes it and the other reads it.
          yield* files.writeFileString(file, `${made}\n`, { mode: 0o600, flag: "wx" }).pipe(
            Effect.catchIf(
              (error) => error.reason._tag === "AlreadyExists",
              () => Effect.void
            )
          )
          return yield* files.readFileString(file)
        })
    )
  )
  const bytes = new TextEncoder().encode(text.trim())
  return bytes.length >= shortest
    ? Redacted.make(bytes)
    : yield* new AccountSettingWrong({
        setting: file,
        detail: "it holds no key. Remove it; everybody logs in again then."
      })
}, Effect.provide(SecureRandom.layerWebCrypto))

/** All three settings, or none. */
const oauth = ({ address, api, clientId, clientSecret, redirect }: Settings) =>
  Layer.effect(
    OAuthProviders,
    Effect.gen(function* () {
      const given = {
        LAYERCAKE_GITHUB_CLIENT_ID: clientId,
        LAYERCAKE_GITHUB_CLIENT_SECRET: clientSecret,
        LAYERCAKE_GITHUB_REDIRECT: redirect
      }
      const all = Option.all({ clientId, clientSecret, redirect })
      if (Option.isNone(all)) {
        const missing = Object.entries<Option.Option<unknown>>(given).filter(([, value]) =>
          Option.isNone(value)
        )
        if (missing.length === Object.keys(given).length) return providers([])
        return yield* new AccountSettingWrong({
          setting: missing[0]![0],
          detail: "log-in through GitHub needs it beside the other LAYERCAKE_GITHUB settings."
        })
      }
      const { make } = yield* Effect.promise(() => import("@layercake/oauth/GitHubOAuthProvider"))
      const own = Option.map(address, (address) => ({
        authorise: `${address}/login/oauth/authorize`,
        token: `${address}/login/oauth/access_token`
      }))
      const asked = Option.map(api, (api) => ({ user: `${api}/user`, emails: `${api}/user/emails` }))
      const github: OAuthProvider = make({
        ...all.value,
        endpoints: { ...Option.getOrElse(own, () => ({})), ...Option.getOrElse(asked, () => ({})) }
      })
      return providers([github])
    })
  )
