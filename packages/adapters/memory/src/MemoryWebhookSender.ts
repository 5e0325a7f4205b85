/**
 * A `WebhookSender` that keeps what it is given to send, and answers from a script.
 */
import {
  type WebhookAnswer,
  type WebhookMessage,
  WebhookSender,
  WebhookUnanswered
} from "@layercake/core/port/WebhookSender"
import type { NetworkReach } from "@layercake/core/webhook/NetworkReach"
import * as WebhookAddress from "@layercake/core/webhook/WebhookAddress"
import { Effect, Layer, Result } from "effect"

/** What was sent, oldest first; what the network is to the real adapter. */
export type MemoryWebhookState = Array<WebhookMessage>

export const makeState = (): MemoryWebhookState => []

/** The status that the address answers with, or no answer at all. */
export type MemoryWebhookScript = (message: WebhookMessage) => number | "silent"

const taken: MemoryWebhookScript = () => 204

export const layerWith = (
  state: MemoryWebhookState,
  script: MemoryWebhookScript = taken,
  reach: NetworkReach = "loopback"
): Layer.Layer<WebhookSender> =>
  Layer.succeed(WebhookSender, {
    reach,
    send: (message) =>
      Effect.suspend((): Effect.Effect<WebhookAnswer, WebhookUnanswered> => {
        const address = WebhookAddress.parse(message.url, reach)
        if (Result.isFailure(address))
          return Effect.fail(new WebhookUnanswered({ detail: `it was not sent, because ${address.failure}` }))
        state.push(message)
        const status = script(message)
        return status === "silent"
          ? Effect.fail(new WebhookUnanswered({ detail: "it took too long" }))
          : Effect.succeed({ status, text: "", retryAfterMillis: null })
      })
  })

export const layer: Layer.Layer<WebhookSender> = Layer.suspend(() => layerWith(makeState()))
