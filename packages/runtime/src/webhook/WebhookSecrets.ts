/**
 * The secret that signs what one webhook is sent. It is in the secret store and, once, in the answer to whoever made it.
 */
import { SecretStore } from "@layercake/core/store/SecretStore"
import { secretScopeOf, signingSecret, type WebhookId } from "@layercake/core/webhook/Webhook"
import { Effect, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"

/** Standard Webhooks: between 24 and 64 bytes. */
const length = 32

const toBase64 = Schema.encodeSync(Schema.Uint8ArrayFromBase64)

/** In place of the one that it had. */
export const make = Effect.fnUntraced(function* (webhook: WebhookId) {
  const random = yield* SecureRandom.SecureRandom
  const secrets = yield* SecretStore
  const secret = Redacted.make(`whsec_${toBase64(yield* random.randomBytes(length))}`)
  yield* secrets.put(secretScopeOf(webhook), signingSecret, secret)
  return secret
})

export const find = (webhook: WebhookId) =>
  Effect.flatMap(SecretStore, (secrets) => secrets.get(secretScopeOf(webhook), signingSecret))

export const forget = (webhook: WebhookId) =>
  Effect.flatMap(SecretStore, (secrets) => secrets.clear(secretScopeOf(webhook)))
