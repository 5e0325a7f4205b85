/**
 * `AccessTokens` for tests: what was signed is remembered instead of being signed. Lasts 15 minutes.
 */
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { type AccessClaims, AccessTokenInvalid, AccessTokens } from "@layercake/core/port/AccessTokens"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"

type Signed = Map<string, { readonly claims: AccessClaims; readonly expiresAt: DateTime.Utc }>

/** Hosts that share it take each other's tokens. */
export const makeSigned = (): Signed => new Map()

export const layerWith = (signed: Signed): Layer.Layer<AccessTokens> =>
  Layer.effect(
    AccessTokens,
    Effect.map(SecureRandom.SecureRandom, (random) =>
      AccessTokens.of({
        sign: (claims) =>
          Effect.gen(function* () {
            const id = `access.${yield* random.uuidV4()}`
            const expiresAt = DateTime.add(yield* DateTime.now, { minutes: 15 })
            signed.set(id, { claims, expiresAt })
            return { token: Redacted.make(id), expiresAt: fromDateTime(expiresAt) }
          }),
        verify: (token) =>
          Effect.gen(function* () {
            const held = signed.get(Redacted.value(token))
            if (held === undefined) return yield* new AccessTokenInvalid({ reason: "unknown" })
            if (DateTime.isLessThanOrEqualTo(held.expiresAt, yield* DateTime.now))
              return yield* new AccessTokenInvalid({ reason: "expired" })
            return held.claims
          })
      })
    )
  ).pipe(Layer.provide(SecureRandom.layerWebCrypto))

export const layer: Layer.Layer<AccessTokens> = Layer.suspend(() => layerWith(makeSigned()))
