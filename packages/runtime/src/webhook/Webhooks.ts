/**
 * Looks up webhooks, and events that they are told of. Changing them goes through commands.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { WebhookId } from "@layercake/core/webhook/Webhook"
import { WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import { Effect, Option, Schema, Stream } from "effect"

const decode = Schema.decodeUnknownOption(WebhookRow)

export const all = Effect.gen(function* () {
  const views = yield* ReadModelStore
  return (yield* views.list("webhook", hostStream)).flatMap(({ row }) => Option.toArray(decode(row)))
})

export const find = Effect.fnUntraced(function* (webhook: WebhookId) {
  const views = yield* ReadModelStore
  return Option.flatMap(yield* views.get("webhook", hostStream, webhook), decode)
})

/** None when nothing is at this very place of the log. */
export const eventAt = Effect.fnUntraced(function* (position: Position) {
  const store = yield* EventStore
  if (position < 1) return Option.none()
  return yield* Stream.runHead(store.readAll({ after: Position.make(position - 1), to: position, limit: 1 }))
})
