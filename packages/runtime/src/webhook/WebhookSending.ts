/**
 * Sends one message to one webhook, signed with its secret.
 */
import { type WebhookAnswer, WebhookSender, type WebhookUnanswered } from "@layercake/core/port/WebhookSender"
import { SecretUnreadable } from "@layercake/core/store/SecretStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { secretScopeOf, signingSecret } from "@layercake/core/webhook/Webhook"
import type { WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import { Clock, Effect, Option, Schema } from "effect"
import type { SecretStore } from "@layercake/core/store/SecretStore"
import * as WebhookSecrets from "./WebhookSecrets.ts"

const toJson = Schema.encodeSync(Schema.fromJsonString(Schema.Json))

export const send: (
  to: Pick<WebhookRow, "webhook" | "url">,
  id: string,
  message: Schema.Json
) => Effect.Effect<
  WebhookAnswer,
  WebhookUnanswered | SecretUnreadable | StoreUnavailable,
  WebhookSender | SecretStore
> = Effect.fn("WebhookSending.send")(function* ({ url, webhook }, id, message) {
  const sender = yield* WebhookSender
  const secret = yield* WebhookSecrets.find(webhook)
  if (Option.isNone(secret))
    return yield* new SecretUnreadable({ scope: secretScopeOf(webhook), name: signingSecret })
  const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  return yield* sender.send({ url, id, timestamp, body: toJson(message), secret: secret.value })
})

export const isTaken = ({ status }: WebhookAnswer): boolean => status >= 200 && status < 300
