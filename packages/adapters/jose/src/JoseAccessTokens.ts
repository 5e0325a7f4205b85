/**
 * `AccessTokens` as JSON Web Tokens (RFC 7519, RFC 9068), signed with HMAC SHA-256 under a key that only LayerCake has.
 */
import { AccountId } from "@layercake/core/account/Account"
import { SessionId } from "@layercake/core/account/AccountSession"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { AccessTokenInvalid, AccessTokens } from "@layercake/core/port/AccessTokens"
import { DateTime, Duration, Effect, Layer, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { errors, jwtVerify, SignJWT } from "jose"

export interface JoseAccessTokensOptions {
  /** At least 32 bytes; whoever has it can be anybody. */
  readonly key: Redacted.Redacted<Uint8Array>
  /** 15 minutes when left out. */
  readonly lifetime?: Duration.Input
}

/** The same on every host: what keeps installations apart is their key. */
const issuer = "layercake"
const audience = "layercake-api"
const type = "at+jwt"
const algorithm = "HS256"

const Claims = Schema.Struct({ sub: AccountId, sid: SessionId })
const decode = Schema.decodeUnknownEffect(Claims)

export const layer = ({ key, lifetime = "15 minutes" }: JoseAccessTokensOptions): Layer.Layer<AccessTokens> =>
  Layer.effect(
    AccessTokens,
    Effect.map(SecureRandom.SecureRandom, (random) => make(random, key, lifetime))
  ).pipe(Layer.provide(SecureRandom.layerWebCrypto))

const make = (
  random: SecureRandom.SecureRandom["Service"],
  key: Redacted.Redacted<Uint8Array>,
  lifetime: Duration.Input
) =>
  AccessTokens.of({
    sign: Effect.fn("JoseAccessTokens.sign")(function* ({ account, session }) {
      const now = yield* DateTime.now
      const issuedAt = Math.floor(now.epochMilliseconds / 1000)
      const expiresAt = issuedAt + Math.ceil(Duration.toSeconds(lifetime))
      const id = yield* random.uuidV4()
      const token = yield* Effect.promise(() =>
        new SignJWT({ sid: session })
          .setProtectedHeader({ alg: algorithm, typ: type })
          .setIssuer(issuer)
          .setAudience(audience)
          .setSubject(account)
          .setJti(id)
          .setIssuedAt(issuedAt)
          .setExpirationTime(expiresAt)
          .sign(Redacted.value(key))
      )
      return {
        token: Redacted.make(token),
        expiresAt: fromDateTime(DateTime.makeUnsafe(expiresAt * 1000))
      }
    }),

    verify: Effect.fn("JoseAccessTokens.verify")(function* (token) {
      const currentDate = DateTime.toDate(yield* DateTime.now)
      const { payload } = yield* Effect.tryPromise({
        try: () =>
          jwtVerify(Redacted.value(token), Redacted.value(key), {
            algorithms: [algorithm],
            typ: type,
            issuer,
            audience,
            currentDate,
            requiredClaims: ["sub", "sid", "jti", "iat", "exp"]
          }),
        // The cause repeats parts of the token.
        catch: (cause) =>
          new AccessTokenInvalid({ reason: cause instanceof errors.JWTExpired ? "expired" : "unknown" })
      })
      const { sid, sub } = yield* decode(payload).pipe(
        Effect.mapError(() => new AccessTokenInvalid({ reason: "unknown" }))
      )
      return { account: sub, session: sid }
    })
  })
