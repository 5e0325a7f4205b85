/**
 * A `WebhookSender` over HTTP, signing with the library of Standard Webhooks. The address that a name stands for is
 * looked at when the connection is made, so that what is looked at is what is connected to; redirects are answers.
 */
import {
  type WebhookAnswer,
  type WebhookMessage,
  WebhookSender,
  WebhookUnanswered
} from "@layercake/core/port/WebhookSender"
import { type Distance, distanceOf, isWithin, type NetworkReach } from "@layercake/core/webhook/NetworkReach"
import * as WebhookAddress from "@layercake/core/webhook/WebhookAddress"
import { DateTime, Duration, Effect, Layer, Redacted, Result } from "effect"
import { lookup, type LookupAddress } from "node:dns"
import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http"
import { request as requestSecure } from "node:https"
import type { LookupFunction } from "node:net"
import { Webhook } from "standardwebhooks"

export interface StandardWebhookOptions {
  /** Where this host may send; the public network alone when left out. */
  readonly reach?: NetworkReach
  /** From the first step of connecting to the end of the answer; 10 s when left out. */
  readonly timeout?: Duration.Input
}

/** Characters of an answer that are kept. */
const kept = 500

export const layer = (options: StandardWebhookOptions = {}): Layer.Layer<WebhookSender> => {
  const { reach = "public", timeout = "10 seconds" } = options
  const limit = Duration.fromInputUnsafe(timeout)
  return Layer.succeed(WebhookSender, {
    reach,
    send: Effect.fn("StandardWebhookSender.send")(function* (message) {
      const address = WebhookAddress.parse(message.url, reach)
      if (Result.isFailure(address)) return yield* unanswered(`it was not sent, because ${address.failure}`)
      const headers = yield* signed(message)
      return yield* exchange(message, headers, address.success, reach).pipe(
        Effect.timeoutOrElse({
          duration: limit,
          orElse: () => Effect.fail(unanswered(`it took longer than ${Duration.format(limit)}`))
        })
      )
    })
  })
}

const unanswered = (detail: string) => new WebhookUnanswered({ detail })

/** Of the library only the message of a failure is told: it never has the secret. */
const signed = ({ body, id, secret, timestamp }: WebhookMessage) =>
  Effect.try({
    try: () => ({
      "content-type": "application/json",
      "user-agent": "layercake",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": new Webhook(Redacted.value(secret)).sign(
        id,
        DateTime.toDateUtc(DateTime.makeUnsafe(timestamp * 1000)),
        body
      )
    }),
    catch: () => unanswered("it was not sent, because its secret cannot sign. Change the secret.")
  })

const exchange = (
  { body, url }: WebhookMessage,
  headers: Readonly<Record<string, string>>,
  { secure }: WebhookAddress.WebhookAddress,
  reach: NetworkReach
) =>
  Effect.callback<WebhookAnswer, WebhookUnanswered>((resume) => {
    const fail = (error: Error) => resume(Effect.fail(unanswered(error.message)))
    const bytes = Buffer.from(body)
    const request: ClientRequest = (secure ? requestSecure : requestPlain)(url, {
      method: "POST",
      headers: { ...headers, "content-length": bytes.length },
      lookup: lookupWithin(reach, secure),
      // A connection that was looked at for one webhook is not used for another.
      agent: false
    })
    request.on("error", fail)
    request.on("response", (response) => {
      const done = (text: string) => resume(Effect.succeed(answerOf(response, text)))
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (part: string) => {
        text += part
        if (text.length < kept) return
        done(text.slice(0, kept))
        request.destroy()
      })
      response.on("end", () => done(text))
      response.on("error", fail)
    })
    request.end(bytes)
    return Effect.sync(() => {
      request.destroy()
    })
  })

const answerOf = ({ headers, statusCode = 0 }: IncomingMessage, text: string): WebhookAnswer => {
  const seconds = /^\d{1,9}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : null
  return { status: statusCode, text, retryAfterMillis: seconds === null ? null : seconds * 1000 }
}

/** Every address of the name must be within reach, not only the one that would be taken. */
const lookupWithin =
  (reach: NetworkReach, secure: boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = error === null ? refusalOf(addresses, reach, secure) : error
      if (refused !== undefined) return callback(refused, [])
      const [first] = addresses
      return options.all === true
        ? callback(null, addresses)
        : callback(null, first?.address ?? "", first?.family ?? 0)
    })
  }

const refusalOf = (addresses: ReadonlyArray<LookupAddress>, reach: NetworkReach, secure: boolean) => {
  const isAllowed = (distance: Distance) =>
    secure ? isWithin(distance, reach) : distance === "loopback" && isWithin(distance, reach)
  const refused = addresses.map(({ address }) => distanceOf(address)).find((distance) => !isAllowed(distance))
  return refused === undefined
    ? undefined
    : new Error(`it was not sent, because ${WebhookAddress.reachText(refused, reach)}`)
}
