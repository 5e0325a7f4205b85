/**
 * What a webhook is sent about an event, as the job that sends it and as the message that is sent. Messages are those of
 * Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { Schema } from "effect"
import { hostStream } from "../host/HostStream.ts"
import { Position, type StoredEvent } from "../store/EventStore.ts"
import { JobId, type NewJob } from "../store/JobQueue.ts"
import { WebhookId } from "./Webhook.ts"

/** Kind of the jobs that deliver. */
export const deliveryKind = "DeliverWebhook"

/** The event is read again from the log when it is sent. */
export const WebhookDelivery = Schema.Struct({ webhook: WebhookId, position: Position })
export type WebhookDelivery = typeof WebhookDelivery.Type

/** The same event for the same webhook is the same delivery, however often it is asked for. */
export const jobIdOf = ({ position, webhook }: WebhookDelivery): JobId =>
  JobId.make(`${hostStream}/webhook/${webhook}/${position}`)

export const jobOf = (delivery: WebhookDelivery): NewJob => ({
  id: jobIdOf(delivery),
  tier: "low",
  project: hostStream,
  kind: deliveryKind,
  payload: { ...delivery }
})

/** By it a receiver knows a message that came before. No full stop in it: the signature joins its parts with them. */
export const messageIdOf = ({ position, webhook }: WebhookDelivery): string => `msg_${webhook}_${position}`

/** Texts that people typed are references in it, as they are in the log. */
export const messageOf = (event: StoredEvent) => ({
  type: event.type,
  timestamp: event.metadata.at,
  project: event.stream,
  position: event.position,
  data: {
    version: event.version,
    schemaVersion: event.schemaVersion,
    actor: event.metadata.actor,
    hash: event.hash,
    event: event.data
  }
})
