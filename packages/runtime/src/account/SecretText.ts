/**
 * New ids, new secrets, and the digest that is kept of a secret. A secret is 256 random bits; what stands before them says
 * what it is, so that one that got lost can be recognised.
 */
import { AccountId } from "@layercake/core/account/Account"
import { SessionId } from "@layercake/core/account/AccountSession"
import { TokenId } from "@layercake/core/account/ApiToken"
import { bytesOf } from "@layercake/core/store/BlobText"
import { SecretDigest } from "@layercake/core/store/AccountStore"
import { Effect, Redacted } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { Base64Url, Hex } from "effect/encoding"

const hex = (bytes: number) =>
  Effect.flatMap(SecureRandom.SecureRandom, (random) => Effect.map(random.randomBytes(bytes), Hex.encode))

export const newAccount = Effect.map(hex(8), (text) => AccountId.make(`u-${text}`))
export const newSession = Effect.map(hex(16), (text) => SessionId.make(`s-${text}`))
export const newToken = Effect.map(hex(8), (text) => TokenId.make(`t-${text}`))

const secret = (prefix: string) =>
  Effect.flatMap(SecureRandom.SecureRandom, (random) =>
    Effect.map(random.randomBytes(32), (bytes) => Redacted.make(`${prefix}${Base64Url.encode(bytes)}`))
  )

/** Good for one refresh. */
export const newRefresh = secret("lcr_")

/** The id in it says which token it is, where only its beginning is seen. */
export const newTokenSecret = (token: TokenId) => secret(`lck_${token.slice(2)}_`)

export const isTokenSecret = (text: string): boolean => /^lck_[0-9a-f]{16}_[\w-]{43}$/.test(text)

export const digestOf = Effect.fnUntraced(function* (text: Redacted.Redacted) {
  const digest = yield* Digest.Digest
  return SecretDigest.make(yield* digest.digestHex(Digest.sha256, bytesOf(Redacted.value(text))))
})
