/**
 * What is still to be sent to a webhook, what was given up, and sending it again. What was sent is not kept.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import type { WebhookDeliveryView } from "@layercake/core/operation/WebhookOperations"
import { Position } from "@layercake/core/store/EventStore"
import { JobQueue, type JobState, type JobView } from "@layercake/core/store/JobQueue"
import * as Timestamp from "@layercake/core/event/Timestamp"
import type { WebhookId } from "@layercake/core/webhook/Webhook"
import { isToldOf, type WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import { deliveryKind, jobIdOf, jobOf, WebhookDelivery } from "@layercake/core/webhook/WebhookDelivery"
import { WebhookDisabled, WebhookNotTold } from "@layercake/core/webhook/WebhookError"
import { DateTime, Effect, Option, Schema } from "effect"
import * as Webhooks from "./Webhooks.ts"

/** Deliveries that are listed when nothing is said. */
const usual = 100

const decode = Schema.decodeUnknownOption(WebhookDelivery)

export const list = Effect.fn("WebhookDeliveries.list")(function* (
  webhook: WebhookId,
  { limit = usual, state }: { readonly limit?: number; readonly state?: JobState }
) {
  const queue = yield* JobQueue
  const jobs = yield* queue.list({ project: hostStream, ...(state === undefined ? {} : { state }) })
  return jobs
    .filter(({ kind }) => kind === deliveryKind)
    .flatMap((job) => Option.toArray(Option.map(decode(job.payload), (delivery) => viewOf(delivery, job))))
    .filter((view) => view.webhook === webhook)
    .slice(0, limit)
})

const viewOf = (
  delivery: WebhookDelivery,
  { attempt, dueAt, error, state }: JobView
): WebhookDeliveryView => ({
  ...delivery,
  state,
  attempt,
  error,
  dueAt
})

/** Also an event from before the webhook was made, if it is of its project and types. */
export const again = Effect.fn("WebhookDeliveries.again")(function* (row: WebhookRow, position: Position) {
  const { webhook } = row
  const queue = yield* JobQueue
  if (!row.enabled) return yield* new WebhookDisabled({ webhook })
  const event = Option.getOrUndefined(yield* Webhooks.eventAt(position))
  if (event === undefined || !isToldOf({ ...row, after: Position.make(0) }, event))
    return yield* new WebhookNotTold({ webhook, position })
  const delivery = { webhook, position }
  if (!(yield* queue.requeue(jobIdOf(delivery)))) yield* queue.enqueue([jobOf(delivery)])
  const job = yield* queue.get(jobIdOf(delivery))
  if (Option.isSome(job)) return viewOf(delivery, job.value)
  // It was sent at once.
  const dueAt = Timestamp.fromDateTime(yield* DateTime.now)
  return { ...delivery, state: "waiting", attempt: 0, error: null, dueAt } satisfies WebhookDeliveryView
})
