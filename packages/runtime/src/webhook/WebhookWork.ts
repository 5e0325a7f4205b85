/**
 * Does one delivery: reads the event, sends it, and says whether it is to be tried again. An address that answers 410 is
 * not told anything any more. Deliveries of webhooks that are gone or switched off end without being sent.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import type { WebhookAnswer } from "@layercake/core/port/WebhookSender"
import type { LeasedJob } from "@layercake/core/store/JobQueue"
import { RecordUndelivered, SuspendWebhook } from "@layercake/core/webhook/WebhookCommand"
import { messageIdOf, messageOf, WebhookDelivery } from "@layercake/core/webhook/WebhookDelivery"
import { Duration, Effect, Option, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"
import * as Webhooks from "./Webhooks.ts"
import * as WebhookSending from "./WebhookSending.ts"

/** Before the second try, the third, and so on: more than a day in all. */
const pauses = [
  "5 seconds",
  "1 minute",
  "5 minutes",
  "30 minutes",
  "2 hours",
  "5 hours",
  "10 hours",
  "10 hours"
].map((text) => Duration.toMillis(Duration.fromInputUnsafe(text as Duration.Input)))

/** A delivery that fails on this try is given up. */
export const maxAttempts = pauses.length + 1

/** What an address asks for counts, up to here. */
const longestAsked = Duration.toMillis(Duration.hours(12))

const decode = Schema.decodeUnknownEffect(WebhookDelivery)

export const deliver = Effect.fn("WebhookWork.deliver")(function* (job: LeasedJob) {
  const commands = yield* Commands
  const delivery = yield* decode(job.payload).pipe(
    Effect.mapError(
      (error) => new WorkFailed({ detail: `unreadable delivery: ${error.message}`, isRetryable: false })
    )
  )
  const webhook = Option.getOrUndefined(
    yield* Webhooks.find(delivery.webhook).pipe(Effect.mapError(fromError))
  )
  if (webhook?.enabled !== true) return
  const event = yield* Webhooks.eventAt(delivery.position).pipe(Effect.mapError(fromError))
  if (Option.isNone(event)) return
  const answer = yield* WebhookSending.send(webhook, messageIdOf(delivery), messageOf(event.value)).pipe(
    Effect.mapError((error) => failed(job.attempt, error.message, null))
  )
  if (WebhookSending.isTaken(answer)) return
  if (answer.status === 410) {
    yield* commands
      .execute(hostStream, new SuspendWebhook({ webhook: webhook.webhook, reason: "gone" }))
      .pipe(Effect.mapError(fromError))
    return
  }
  return yield* failed(job.attempt, textOf(answer), answer.retryAfterMillis)
})

const failed = (attempt: number, detail: string, asked: number | null) =>
  new WorkFailed({
    detail,
    isRetryable: true,
    retryAfterMillis: Math.max(pauses[attempt - 1] ?? 0, Math.min(asked ?? 0, longestAsked))
  })

const textOf = ({ status, text }: WebhookAnswer): string =>
  status >= 300 && status < 400
    ? `It answered ${status}; redirects are not followed. Give the webhook the new address.`
    : `It answered ${status}${text === "" ? "" : `: ${text}`}`

/** Tells the log that a delivery was given up. Nobody is told when the webhook is gone meanwhile. */
export const giveUp = Effect.fn("WebhookWork.giveUp")(function* (job: LeasedJob) {
  const commands = yield* Commands
  const { position, webhook } = yield* Effect.orDie(decode(job.payload))
  yield* commands
    .execute(hostStream, new RecordUndelivered({ webhook, position, attempts: job.attempt }))
    .pipe(Effect.catchTag("CommandRefused", () => Effect.void))
})
