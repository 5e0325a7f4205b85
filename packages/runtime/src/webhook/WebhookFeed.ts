/**
 * Reads the log and puts a delivery into the queue for each event and each webhook that is to be told of it. Sends
 * nothing. The delivery's id follows from the event and the webhook, so reading an event again asks for nothing new; one
 * that was sent meanwhile is sent again under the same message id.
 */
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { isToldOf } from "@layercake/core/webhook/WebhookBoard"
import * as WebhookDelivery from "@layercake/core/webhook/WebhookDelivery"
import { type Duration, Effect, Layer } from "effect"
import type { Events } from "../subscription/BatchDelivery.ts"
import * as LogReader from "../subscription/LogReader.ts"
import * as Webhooks from "./Webhooks.ts"

export interface WebhookFeedOptions {
  /** How long a process that no longer says anything keeps others from reading; 30 s when left out. */
  readonly lease?: Duration.Input
}

export const layer = (options: WebhookFeedOptions = {}) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const start = yield* beginning.pipe(
        Effect.catch((error) => Effect.as(Effect.logWarning(error.message), Position.make(0)))
      )
      yield* Effect.forkScoped(
        LogReader.run({ reader: "webhooks", start, handle: enqueue, batch: { linger: 0 }, ...options })
      )
    })
  )

/** Nobody is told of what was before the first webhook, so a reader that never read need not begin before it. */
const beginning = Effect.gen(function* () {
  const store = yield* EventStore
  const horizon = yield* store.horizon
  const webhooks = yield* Webhooks.all
  return Position.make(Math.min(horizon, ...webhooks.map(({ after }) => after)))
})

export const enqueue = Effect.fnUntraced(function* (events: Events) {
  const queue = yield* JobQueue
  const webhooks = (yield* Webhooks.all).filter(({ enabled }) => enabled)
  const jobs = events.flatMap((event) =>
    webhooks
      .filter((webhook) => isToldOf(webhook, event))
      .map(({ webhook }) => WebhookDelivery.jobOf({ webhook, position: event.position }))
  )
  if (jobs.length > 0) yield* queue.enqueue(jobs)
})
