/**
 * A webhook is an address that is told of events, with a secret of its own that signs what it is told.
 */
import { Schema } from "effect"
import { SecretScope } from "../store/SecretStore.ts"

/** `wh-` and 32 lower-case hexadecimal digits. */
export const WebhookId = Schema.String.check(Schema.isPattern(/^wh-[0-9a-f]{32}$/)).pipe(
  Schema.brand("WebhookId")
)
export type WebhookId = typeof WebhookId.Type

/** The only secret of a webhook's scope. */
export const signingSecret = "signing"

export const secretScopeOf = (webhook: WebhookId): SecretScope => SecretScope.make(`webhook/${webhook}`)
