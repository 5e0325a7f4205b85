/**
 * Sends one message to an address, signed as Standard Webhooks say. Never follows a redirect, and connects only to what
 * the reach allows, whatever the name stood for when the webhook was made. When to send, and again, is the user's.
 */
import { Context, type Effect, type Redacted, Schema } from "effect"
import type { NetworkReach } from "../webhook/NetworkReach.ts"

export interface WebhookMessage {
  readonly url: string
  /** `webhook-id`: the same whenever the same is sent. */
  readonly id: string
  /** `webhook-timestamp`: when it is sent, in whole seconds since 1970. */
  readonly timestamp: number
  /** JSON, sent as it is. */
  readonly body: string
  /** `whsec_` and the key in base64. */
  readonly secret: Redacted.Redacted
}

/** Whatever the address answered, also that it could not take the message. */
export interface WebhookAnswer {
  readonly status: number
  /** The beginning of what it said; at most 500 characters. */
  readonly text: string
  /** What it asked for with `retry-after` in seconds; null when it did not. */
  readonly retryAfterMillis: number | null
}

/** There was no answer: no such name, nothing listening, too slow, or an address that must not be sent to. */
export class WebhookUnanswered extends Schema.TaggedError<WebhookUnanswered>()("WebhookUnanswered", {
  detail: Schema.String
}) {
  override get message() {
    return `There was no answer: ${this.detail}`
  }
}

export class WebhookSender extends Context.Service<
  WebhookSender,
  {
    /** Where this host may send. */
    readonly reach: NetworkReach

    /** Fails when there is no answer within some seconds. */
    readonly send: (message: WebhookMessage) => Effect.Effect<WebhookAnswer, WebhookUnanswered>
  }
>()("@layercake/core/port/WebhookSender") {}
